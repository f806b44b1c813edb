//! The words of network cards: ports, speeds, mounts, and what is no card.

use rackworth_model::hardware::RawComponent;

use crate::spec::NicKind;
use crate::words::{Word, key, words};

/// What the words and facts of a card ask for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Wanted {
    pub(super) ports: Option<u32>,
    pub(super) link_gbps: Option<u32>,
    /// As in the table; empty for a card in a PCIe slot.
    pub(super) mount: String,
}

impl Wanted {
    /// Words before facts: a port that is down reports a speed of its own.
    pub(super) fn read(all: &[Word], component: &RawComponent) -> Wanted {
        Wanted {
            ports: ports(all).or(component.facts.ports),
            link_gbps: link_gbps(all).or(component.facts.link_gbps.filter(|speed| *speed > 0)),
            mount: mount(all).unwrap_or_default().to_string(),
        }
    }
}

/// Why something listed as a network card is none.
pub(super) fn refuse(said: &[&str], slot: Option<&str>) -> Option<&'static str> {
    let all: Vec<Word> = said.iter().flat_map(|text| words(text)).collect();
    let has = |word: &str| all.iter().any(|w| w.text == word);
    let starts = |start: &str| all.iter().any(|w| w.text.starts_with(start));
    // `L` is how Cisco calls the ports of the board; its cards stand in numbered slots.
    let embedded_slot = slot.is_some_and(|slot| slot.to_uppercase().contains("NIC.EMBEDDED") || slot.trim() == "L");
    if embedded_slot || has("LOM") || has("ONBOARD") || has("EMBEDDED") {
        return Some("ports soldered to the board");
    }
    if ["X722", "X552", "X553", "E823", "I219", "C62X", "EI219"].iter().any(|chip| starts(chip)) {
        return Some("ports of the chipset, soldered to the board");
    }
    (has("VIRTUAL") && has("FUNCTION")).then_some("a virtual function of a card")
}

/// Ethernet, InfiniBand or Fibre Channel, where the words say.
pub(super) fn kind(all: &[Word]) -> Option<NicKind> {
    let has = |list: &[&str]| all.iter().any(|w| list.contains(&w.text.as_str()));
    let ends = |end: &str| all.iter().any(|w| w.text.ends_with(end));
    if has(&["FC", "FIBRE", "FIBER"]) {
        return Some(NicKind::FibreChannel);
    }
    if has(&["INFINIBAND", "IB", "HDR", "NDR", "EDR", "FDR"]) {
        return Some(NicKind::Infiniband);
    }
    let ethernet = has(&["ETHERNET", "NIC", "LAN", "NETWORK", "SFP+", "SFP28", "QSFP28", "10GBASE", "RJ45", "BASE"]);
    (ethernet || ends("GBE") || ends("GE") || has(&["GBE"])).then_some(NicKind::Ethernet)
}

/// `2P`, `2-port`, `Dual Port`, `2x25GbE`.
fn ports(all: &[Word]) -> Option<u32> {
    let spelled = |word: &str| match word {
        "SINGLE" => Some(1),
        "DUAL" | "DP" => Some(2),
        "QUAD" | "QP" => Some(4),
        _ => None,
    };
    let counted = |word: &str| {
        let digits = word.strip_suffix("PORT").or_else(|| word.strip_suffix('P'))?;
        digits.parse::<u32>().ok().filter(|n| (1..=8).contains(n))
    };
    let pair = |pair: &[Word]| {
        let [number, unit] = pair else { return None };
        let port = unit.text == "PORT" || unit.text == "PORTS";
        port.then(|| number.text.parse::<u32>().ok()).flatten().filter(|n| (1..=8).contains(n))
    };
    let times = |word: &str| {
        let (count, speed) = word.split_once('X')?;
        let sound = speed.contains('G') && speed.starts_with(|c: char| c.is_ascii_digit());
        sound.then(|| count.parse::<u32>().ok()).flatten().filter(|n| (1..=8).contains(n))
    };
    let texts = || all.iter().map(|w| w.text.as_str());
    all.windows(2)
        .find_map(pair)
        .or_else(|| texts().find_map(counted))
        .or_else(|| texts().find_map(times))
        .or_else(|| texts().find_map(spelled))
}

/// `25GbE` before `10/25Gb` before names of InfiniBand speeds.
fn link_gbps(all: &[Word]) -> Option<u32> {
    let number = |text: &str| text.rsplit('X').next()?.parse::<u32>().ok().filter(|n| SPEEDS.contains(n));
    let of = |unit: &'static str| all.iter().filter_map(move |w| number(w.text.strip_suffix(unit)?));
    let apart = |pair: &[Word]| {
        let [value, unit] = pair else { return None };
        matches!(unit.text.as_str(), "GBE" | "GB" | "GBPS" | "GBIT" | "G").then(|| number(&value.text)).flatten()
    };
    let named =
        || all.iter().find_map(|w| INFINIBAND.iter().find(|(name, _)| *name == w.text).map(|(_, speed)| *speed));
    let short = of("G").chain(of("GB")).chain(of("GBPS")).chain(of("GBASE")).chain(of("GFC")).max();
    of("GBE").next().or_else(|| of("GE").next()).or_else(named).or(short).or_else(|| all.windows(2).find_map(apart))
}

const SPEEDS: [u32; 15] = [1, 4, 8, 10, 16, 20, 25, 32, 40, 50, 56, 64, 100, 200, 400];

const INFINIBAND: [(&str, u32); 9] = [
    ("FDR", 56),
    ("EDR", 100),
    ("HDR100", 100),
    ("HDR", 200),
    ("NDR200", 200),
    ("NDR", 400),
    ("QDR", 40),
    ("XDR", 800),
    ("GIGABIT", 1),
];

fn mount(all: &[Word]) -> Option<&'static str> {
    all.iter().find_map(|word| match word.text.as_str() {
        "OCP" | "OCP3" | "OCPV3" | "OCP3.0" => Some("ocp"),
        "NDC" | "RNDC" | "BNDC" | "DAUGHTER" => Some("ndc"),
        "MLOM" => Some("mlom"),
        "FLR" | "FLEXIBLELOM" | "FLEXLOM" => Some("flr"),
        "MEZZ" | "MEZZANINE" => Some("mezz"),
        _ => None,
    })
}

/// What stands before the dash of a Mellanox number, or a cut one: `MCX512F`, `MBF2H5`.
pub(super) fn stem(token: &str) -> Option<String> {
    let stem = key(token.split('-').next()?);
    let mellanox = stem.starts_with("MCX") || stem.starts_with("MBF");
    (mellanox && stem.len() >= 6 && stem.bytes().any(|b| b.is_ascii_digit())).then_some(stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape(text: &str) -> (Option<u32>, Option<u32>, &'static str) {
        let all = words(text);
        (ports(&all), link_gbps(&all), mount(&all).unwrap_or_default())
    }

    #[test]
    fn ports_and_speeds_are_read_from_the_words_of_all_makers() {
        assert_eq!(shape("BRCM 2P 25G SFP 57414S OCP NIC"), (Some(2), Some(25), "ocp"));
        assert_eq!(shape("Ethernet 10/25Gb 2-port SFP28 MCX512F-ACHT Adapter"), (Some(2), Some(25), ""));
        assert_eq!(shape("Mellanox ConnectX-4 LX 25GbE SFP Rack NDC - 24:8A:07:5A:9E:8D"), (None, Some(25), "ndc"));
        assert_eq!(shape("ConnectX-6 100GE 1P NIC"), (Some(1), Some(100), ""));
        assert_eq!(shape("Dual 10GbE"), (Some(2), Some(10), ""));
        assert_eq!(shape("2x25GbE"), (Some(2), Some(25), ""));
        let long = "BlueField-2 DPU 100GbE Dual-Port QSFP56, integrated BMC, 32GB on-board DDR, 1GbE OOB management";
        assert_eq!(shape(long), (Some(2), Some(100), ""));
        assert_eq!(shape("HPE InfiniBand HDR100/Ethernet 100Gb 1-port MCX653105A-ECAT"), (Some(1), Some(100), ""));
    }

    #[test]
    fn soldered_ports_are_refused_and_mezzanines_are_not() {
        assert!(refuse(&["PowerEdge Rx5xx LOM Board"], None).is_some());
        assert!(refuse(&["Intel X550 LOM"], None).is_some());
        assert!(refuse(&["NetXtreme BCM5720"], Some("NIC.Embedded.1-1-1")).is_some());
        assert!(refuse(&["Cisco UCS VIC 1457 MLOM"], Some("NIC.Integrated.1-1-1")).is_none());
    }
}
