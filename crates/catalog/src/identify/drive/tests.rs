//! Drives by model, by words and by facts.

use proptest::prelude::*;
use rackworth_model::hardware::{ComponentKind, Place};
use rackworth_model::provenance::Locator;

use super::*;

fn tables() -> DriveTables {
    let text = "maker,number,media,capacity_gb,interface,form,endurance,rpm,self_encrypting,source\n\
                HPE,872479-B21,hdd,1200,sas,2.5in,,10000,,https://example.org\n";
    DriveTables::read(text).unwrap()
}

fn drive(model: &str) -> RawComponent {
    let place = Place { file: "test".into(), locator: Locator::File };
    let mut component = RawComponent::new(ComponentKind::Drive, place);
    component.id.model = Some(model.to_string());
    component
}

/// The id of a number and what its spec holds: `ssd/x/y 960g sata 2.5in ri ?`.
fn read(number: &str) -> String {
    let Some(found) = decode(number) else { return "nothing".to_string() };
    let spec = &found.spec;
    let id = found.part().map_or("no id".to_string(), |part| part.id.to_string());
    let shown = |word: Option<&str>| word.unwrap_or("?").to_string();
    let gigabytes = spec.capacity.map_or("?".to_string(), |capacity| format!("{}g", capacity.gb()));
    let last = match spec.media {
        Media::Ssd => shown(spec.endurance.map(crate::spec::Endurance::word)),
        Media::Hdd => spec.rpm.map_or("?".to_string(), |rpm| rpm.to_string()),
    };
    let interface = shown(spec.interface.map(crate::spec::Interface::word));
    format!("{id} {gigabytes} {interface} {} {last}", shown(spec.form.map(crate::spec::DriveForm::word)))
}

fn identified(component: &RawComponent) -> String {
    match identify(&tables(), component) {
        Identification::Identified { part, rule, .. } => format!("{} by {rule}", part.id),
        Identification::Ambiguous { candidates, why, .. } => {
            let ids: Vec<String> = candidates.iter().map(|(part, weight)| format!("{} {weight:.1}", part.id)).collect();
            format!("{}: {why}", ids.join(" | "))
        }
        Identification::NotAPart { why, .. } => format!("not a part: {why}"),
        Identification::Unidentified { reason } => format!("unidentified: {reason}"),
    }
}

#[test]
fn ssds_by_number() {
    let pairs = [
        ("SAMSUNG MZ7LH1T9HMLT-00005", "ssd/samsung/mz7lh1t9hmlt 1920g sata 2.5in ri"),
        ("MZ7KH960HAJR0D3", "ssd/samsung/mz7kh960hajr 960g sata 2.5in mu"),
        ("MZQL27T6HBLA-00A07", "ssd/samsung/mzql27t6hbla 7680g nvme 2.5in ri"),
        ("SAMSUNG MZTL23T8HCLS-00A07", "ssd/samsung/mztl23t8hcls 3840g nvme e1.s ri"),
        ("MZILT3T8HALS/007", "ssd/samsung/mzilt3t8hals 3840g sas 2.5in ri"),
        ("SSDSC2KB960G7K", "ssd/intel/ssdsc2kb960g7 960g sata 2.5in ri"),
        ("INTEL SSDSC2BA400G3", "ssd/intel/ssdsc2ba400g3 400g sata 2.5in wi"),
        ("INTEL SSDPE2KE016T8", "ssd/intel/ssdpe2ke016t8 1600g nvme 2.5in mu"),
        ("SSDPED1K375GA", "ssd/intel/ssdped1k375ga 375g nvme aic wi"),
        ("INTEL SSDPF2NV153TZ", "ssd/intel/ssdpf2nv153tz 15360g nvme 2.5in ri"),
        ("Micron_5300_MTFDDAK1T9TDS", "ssd/micron/mtfddak1t9tds 1920g sata 2.5in ri"),
        ("MTFDDAK480TDS-1AW1ZA 02JG532D7A44694LEN", "ssd/micron/mtfddak480tds 480g sata 2.5in ri"),
        ("Micron_7450_MTFDKBZ7T6TFR", "ssd/micron/mtfdkbz7t6tfr 7680g nvme e1.s ri"),
        ("Crucial_CT1050MX300SSD1", "ssd/crucial/ct1050mx300ssd1 1050g sata 2.5in ?"),
        ("KCM6DRUL3T84", "ssd/kioxia/kcm6drul3t84 3840g nvme 2.5in ri"),
        ("KPM5XVUG1T60", "ssd/kioxia/kpm5xvug1t60 1600g sas 2.5in mu"),
        ("PX05SMB040Y", "ssd/kioxia/px05smb040 400g sas 2.5in wi"),
        ("KXG60ZNV1T02 TOSHIBA", "ssd/kioxia/kxg60znv1t02 1024g nvme m.2 ?"),
        ("THNSN81Q92CSE", "ssd/toshiba/thnsn81q92cse 1920g sata ? ?"),
        ("HFS960G32FEH-BA10A", "ssd/sk-hynix/hfs960g32feh 960g sata ? ?"),
        ("SK hynix PC601 HFS256GD9TNG-L2A0A", "ssd/sk-hynix/hfs256gd9tng 256g nvme ? ?"),
        ("XA1920LE10063", "ssd/seagate/xa1920le10063 1920g sata ? ri"),
        ("KINGSTON SEDC500M3840G", "ssd/kingston/sedc500m3840g 3840g sata ? mu"),
        ("KINGSTON SA400S37240G", "ssd/kingston/sa400s37240g 240g sata 2.5in ?"),
        ("HUSMR7632BHP301", "ssd/hgst/husmr7632bhp301 3200g nvme ? ri"),
        ("WUS4BB019D7P3E1", "ssd/wd/wus4bb019d7p3e1 1920g nvme 2.5in ri"),
        ("WDC WDS250G2B0C-00PXH0", "ssd/wd/wds250g2b0c 250g nvme m.2 ?"),
        ("SOLIDIGM SBFPF2BU153T", "ssd/solidigm/sbfpf2bu153t 15360g nvme 2.5in ri"),
        ("SBFPFWBV614T", "ssd/solidigm/sbfpfwbv614t 61440g nvme e1.l ri"),
        ("SBFPF2BV0P12", "ssd/solidigm/sbfpf2bv0p12 122880g nvme 2.5in ri"),
        ("WUSTVA119BSS200", "ssd/hgst/wustva119bss200 1920g sas ? ?"),
        ("WUS5EA1A1ESP7E3", "ssd/wd/wus5ea1a1esp7e3 15360g nvme 2.5in ri"),
        ("WDS960G1D0D-01", "ssd/wd/wds960g1d0d 960g nvme 2.5in ?"),
        ("HFS3T8GETVX171N", "ssd/sk-hynix/hfs3t8getvx171n 3840g nvme ? ?"),
        ("GIGABYTE GP-GSTFS31480GNTD", "ssd/gigabyte/gp-gstfs31480g 480g sata 2.5in ?"),
        ("LITEON CV8-8E128     00YK353 7A06667LEN", "ssd/lite-on/cv8-8e128 128g sata ? ?"),
        ("PLEXTOR PX-256M6S+", "ssd/lite-on/px-256m6splus 256g sata ? ?"),
        ("PNY CS900 240GB SSD", "ssd/pny/cs900-240gb 240g sata ? ?"),
        ("MO006400KYDND", "ssd/hpe/mo006400kydnd 6400g nvme 2.5in mu"),
        ("VK000960GXAWL", "ssd/hpe/vk000960gxawl 960g sata 2.5in ri"),
        ("UCS-SD960G6I1X-EV", "ssd/cisco/ucs-sd960g6i1x-ev 960g sata 2.5in ri"),
    ];
    for (number, expected) in pairs {
        assert_eq!(read(number), expected, "{number}");
    }
}

#[test]
fn disks_by_number() {
    let pairs = [
        ("ST4000NM0033-9ZM170", "hdd/seagate/st4000nm0033 4000g sata 3.5in 7200"),
        ("ST4000NM0043", "hdd/seagate/st4000nm0043 4000g ? 3.5in 7200"),
        ("SEAGATE ST1200MM0088", "hdd/seagate/st1200mm0088 1200g sas 2.5in 10000"),
        ("ST9146853SS", "hdd/seagate/st9146853ss 146g sas 2.5in ?"),
        ("ST1000NX0423         00AJ142 00AJ145LEN", "hdd/seagate/st1000nx0423 1000g ? 2.5in 7200"),
        ("WDC WD4000FYYZ-01UL1B1", "hdd/wd/wd4000fyyz 4000g sata 3.5in 7200"),
        ("WDC WD102KRYZ-01A5AB0", "hdd/wd/wd102kryz 10000g sata 3.5in 7200"),
        ("WD9001BKHG", "hdd/wd/wd9001bkhg 900g sas 2.5in 10000"),
        ("WDC WD5003ABYX-01WERA1", "hdd/wd/wd5003abyx 500g sata 3.5in 7200"),
        ("WDC  WUH721414ALE6L4", "hdd/wd/wuh721414ale6l4 14000g sata 3.5in 7200"),
        ("HGST HUH721212AL5200", "hdd/hgst/huh721212al5200 12000g sas 3.5in 7200"),
        ("HGST HUS726T4TALE6L4", "hdd/wd/hus726t4tale6l4 4000g sata 3.5in 7200"),
        ("HUC101212CSS600", "hdd/hgst/huc101212css600 1200g sas 2.5in 10000"),
        ("HUC109060CSS600", "hdd/hgst/huc109060css600 600g sas 2.5in 10000"),
        ("HTS721060G9SA00", "hdd/hgst/hts721060g9sa00 60g sata 2.5in 7200"),
        ("TOSHIBA MK1401GRRB", "hdd/toshiba/mk1401grrb 146g sas 2.5in 15000"),
        ("TOSHIBA MG08ACA16TE", "hdd/toshiba/mg08aca16te 16000g sata 3.5in 7200"),
        ("AL14SEB120N", "hdd/toshiba/al14seb120n 1200g sas 2.5in 10000"),
        ("TOSHIBA HDWG21C", "hdd/toshiba/hdwg21c 12000g sata 3.5in ?"),
        ("EG001200JWJNQ", "hdd/hpe/eg001200jwjnq 1200g sas 2.5in 10000"),
        ("MB2000EAZNL", "hdd/hpe/mb2000eaznl 2000g sata 3.5in 7200"),
        ("UCS-HD12TB10K12N", "hdd/cisco/ucs-hd12tb10k12n 1200g sas 2.5in 10000"),
        ("UCS-HD4T7KL12N", "hdd/cisco/ucs-hd4t7kl12n 4000g sas ? 7200"),
        ("MBF2600RC", "hdd/fujitsu/mbf2600rc 600g sas 2.5in 10000"),
        ("SAMSUNG HD204UI", "hdd/samsung/hd204ui 2000g sata 3.5in ?"),
        ("HITACHI H109060SESUN600G", "hdd/sun/h109060sesun600g 600g ? ? ?"),
    ];
    for (number, expected) in pairs {
        assert_eq!(read(number), expected, "{number}");
    }
}

#[test]
fn drives_named_in_words() {
    let pairs = [
        ("Dell Ent NVMe CM6 RI 1.92TB            ", "ssd/dell/ent-nvme-cm6-ri-1.92tb 1920g nvme ? ri"),
        ("Dell Express Flash PM1725a 1.6TB AIC", "ssd/dell/express-flash-pm1725a-1.6tb-aic 1600g nvme aic mu"),
        ("Dell Express Flash CD5 960G SFF", "ssd/dell/express-flash-cd5-960g-sff 960g nvme 2.5in ri"),
        ("Samsung SSD 860 EVO 250GB", "ssd/samsung/ssd-860-evo-250gb 250g sata ? ?"),
        ("SAMSUNG SSD 830 Series", "no id ? sata ? ?"),
        ("PC601 NVMe SK hynix 256GB", "ssd/sk-hynix/pc601-nvme-sk-hynix-256gb 256g nvme ? ?"),
        ("WD Blue SN570 250GB", "ssd/wd/sn570-250gb 250g nvme ? ?"),
        ("HS-SSD-C100 120G", "ssd/hikvision/hs-ssd-c100-120g 120g sata ? ?"),
        ("ADATA SU800", "no id ? sata ? ?"),
        ("APPLE SSD SM0256F", "ssd/apple/sm0256f 256g sata ? ?"),
    ];
    for (name, expected) in pairs {
        assert_eq!(read(name), expected, "{name}");
    }
    for name in ["", "N/A", "Contoso 3000GT8", "PERC H740P Mini", "ST", "WD", "MZ7", "SSD"] {
        assert_eq!(read(name), "nothing", "{name}");
    }
    for (name, _) in pairs {
        // Part ids write dashes for blanks; the words can be read back from them.
        let id = |text: &str| decode(text).and_then(|found| found.part()).map(|part| part.id);
        if let Some(part) = id(name).filter(|part| !part.as_str().contains("apple")) {
            let stem = part.as_str().rsplit('/').next().unwrap_or_default().to_uppercase();
            assert_eq!(id(&stem), Some(part), "{stem}");
        }
    }
    let name = decode("SAMSUNG MZ7LH1T9HMLT-00005").and_then(|found| found.part()).map(|part| part.name);
    assert_eq!(name.as_deref(), Some("Samsung MZ7LH1T9HMLT 1.92 TB SATA SSD"));
}

#[test]
fn reported_sizes_that_agree_change_nothing() {
    let by_samsung = "ssd/samsung/mz7lh1t9hmlt by drive/samsung-mz";
    for bytes in [1_920_383_410_176, 1_920_000_000_000, 2_013_667_524_608, 1_919_850_381_312] {
        let mut component = drive("SAMSUNG MZ7LH1T9HMLT-00005");
        component.facts.capacity = Some(Bytes(bytes));
        assert_eq!(identified(&component), by_samsung, "{bytes}");
    }
    let mut component = drive("MK1401GRRB");
    component.facts.capacity = Some(Bytes(146_163_105_792));
    component.facts.protocol = Some("SAS".to_string());
    component.facts.rpm = Some(15_000);
    assert_eq!(identified(&component), "hdd/toshiba/mk1401grrb by drive/toshiba-hdd");
}

#[test]
fn contradictions_keep_both_readings() {
    let mut component = drive("SAMSUNG MZ7KM960HAHP-00005");
    component.facts.capacity = Some(Bytes(800_166_076_416));
    assert_eq!(
        identified(&component),
        "ssd/samsung/mz7km960hahp 0.5 | ssd/any/sata/800g/mu 0.5: \
         the number says Samsung MZ7KM960HAHP 960 GB SATA SSD, its source reports 800 GB"
    );
    let mut component = drive("ST1200MM0088");
    component.facts.media = Some("SSD".to_string());
    assert!(identified(&component).starts_with("hdd/seagate/st1200mm0088 0.9 | ssd/any/sas/1200g/any 0.1: "));
    // SATA behind a SAS controller is no contradiction.
    let mut component = drive("SSDSC2KB960G7");
    component.facts.protocol = Some("SAS".to_string());
    assert_eq!(identified(&component), "ssd/intel/ssdsc2kb960g7 by drive/intel");
}

#[test]
fn facts_alone_identify_a_drive() {
    let mut component = drive("Contoso 3000GT8");
    assert_eq!(identified(&component), "unidentified: no rule reads `Contoso 3000GT8`, and its capacity is not known");
    component.facts.capacity = Some(Bytes(1_600_000_000_000));
    let flash = identified(&component);
    assert!(
        flash.starts_with("ssd/any/sata/1600g/any 0.3 | ssd/any/sas/1600g/any 0.3 | ssd/any/nvme/1600g"),
        "{flash}"
    );
    component.facts.capacity = Some(Bytes(1_800_000_000_000));
    assert!(identified(&component).contains("its medium is not stated; equal weights are an assumption"));
    component.facts.capacity = Some(Bytes(4_000_000_000_000));
    assert!(identified(&component).contains("its medium is not stated; weighed by how often its size is each"));
    component.facts.capacity = Some(Bytes(8_000_000_000_000));
    assert!(
        identified(&component).starts_with("hdd/any/sata/8000g/any 0.5 | hdd/any/sas/8000g/any 0.5"),
        "its size tells"
    );
    component.facts.media = Some("HDD".to_string());
    assert_eq!(
        identified(&component),
        "hdd/any/sata/8000g/any 0.5 | hdd/any/sas/8000g/any 0.5: \
         its interface is not stated; equal weights are an assumption"
    );
    component.facts.protocol = Some("SATA".to_string());
    component.facts.rpm = Some(7202);
    assert_eq!(identified(&component), "hdd/any/sata/8000g/7200 by drive/facts");
    let mut component = drive("");
    component.facts.media = Some("HDD".to_string());
    component.facts.rpm = Some(10_500);
    component.facts.capacity = Some(Bytes(599_550_590_976));
    assert_eq!(identified(&component), "hdd/any/sas/600g/10000 by drive/facts", "disks this fast speak SAS");
    let mut component = drive("Secondary Storage Device");
    component.text = Some("1.60TB 64G NVMe SSD".to_string());
    assert_eq!(identified(&component), "ssd/any/nvme/1600g/any by drive/facts");
    let mut component = drive("SAMSUNG SSD 840 PRO Series");
    component.facts.capacity = Some(Bytes(256_060_514_304));
    assert_eq!(identified(&component), "ssd/any/sata/256g/any by drive/facts");
}

#[test]
fn numbers_beside_a_model_are_looked_up() {
    let mut component = drive("N/A");
    component.id.part_number = Some("872479-b21".to_string());
    assert_eq!(identified(&component), "hdd/any/sas/1200g/10000 by drive/oem-number");
    let mut component = drive("UCS-UNHEARD-OF");
    component.text = Some("SSDSC2KB960G7K - 960GB 2.5 inch Enterprise Value 6G SATA SSD".to_string());
    assert_eq!(identified(&component), "ssd/intel/ssdsc2kb960g7 by drive/intel");
}

#[test]
fn cards_backplanes_and_volumes() {
    let mut component = drive("SE64G");
    component.id.manufacturer = Some("SD".to_string());
    component.facts.capacity = Some(Bytes(63_863_521_280));
    assert_eq!(identified(&component), "ssd/any/sd/64g/any by drive/sd-card");
    assert_eq!(identified(&drive("PCIe SSD Backplane 1")), "not a part: a backplane listed as a drive");
    assert!(identified(&drive("DELLBOSS VD")).starts_with("not a part"));
    assert!(identified(&drive("LOGICAL VOLUME")).starts_with("not a part"));
    assert_eq!(identified(&drive("Empty Bay")), "not a part: the bay is empty");
    assert_eq!(identified(&drive("")), "unidentified: neither model nor capacity is known");
}

#[test]
fn generic_parts_are_named_by_their_properties() {
    let mut component = drive("");
    component.facts.capacity = Some(Bytes(1_920_383_410_176));
    component.facts.protocol = Some("PCIe".to_string());
    component.text = Some("PCIe SSD RI".to_string());
    let found = identify(&tables(), &component).candidates();
    let names: Vec<(&str, &str)> = found.iter().map(|(part, _)| (part.id.as_str(), part.name.as_str())).collect();
    assert_eq!(names, [("ssd/any/nvme/1920g/ri", "1.92 TB NVMe SSD")]);
}

proptest! {
    #[test]
    fn any_text_is_decoded_or_refused(text in "\\PC{0,100}") {
        decode(&text);
    }

    /// Numbers that look like real ones, cut and mangled.
    #[test]
    fn mangled_numbers_never_panic(
        start in "(MZ7|MZ-|MZQL|SSDSC2|SSDPE|MTFD|CT|K(CD|PM|XG)|PX05S|THNS|HFS|HUS|HUC|HTS|WUH|WD|WDS|ST|XS|XA|MK|MG0|AL1|HDW|MB|MO|VK|UCS-|SEDC|SA400|HD|MBA3|6V|SDLF|TS|HWE|SSDPR-|Dell Ent NVMe |Samsung SSD )",
        rest in "[0-9A-Z T.é-]{0,20}",
    ) {
        let text = start + &rest;
        if let Some(found) = decode(&text) {
            prop_assert!(found.spec.capacity.is_none_or(|capacity| capacity.0 >= 1_000_000_000));
            prop_assert_eq!(found.part().is_some(), found.spec.capacity.is_some(), "{}", text);
        }
    }

    #[test]
    fn any_report_is_weighed(
        model in "(SAMSUNG MZ7LH1T9HMLT-00005|ST1200MM0088|SSD|872479-B21|\\PC{0,16})",
        capacity in proptest::option::of(0_u64..1 << 48),
        media in proptest::option::of("(SSD|HDD|NVMe|\\PC{0,8})"),
        protocol in proptest::option::of("(SATA|SAS|NVMe|PCIe|\\PC{0,8})"),
        rpm in proptest::option::of(0_u32..20_000),
    ) {
        let mut component = drive(&model);
        component.facts.capacity = capacity.map(Bytes);
        component.facts.media = media;
        component.facts.protocol = protocol;
        component.facts.rpm = rpm;
        let candidates = identify(&tables(), &component).candidates();
        let total: f64 = candidates.iter().map(|(_, weight)| weight).sum();
        prop_assert!(candidates.is_empty() || (total - 1.0).abs() < 1e-9);
        prop_assert!(candidates.is_sorted_by(|a, b| a.1 >= b.1), "the heaviest first");
    }
}
