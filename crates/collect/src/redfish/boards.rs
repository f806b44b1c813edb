//! Backplanes, boards, risers and fans: inventoried, never counted twice.

use rackworth_model::hardware::{ComponentKind, HardwareId, RawComponent};

use super::asset::{is_enclosure, whole_chassis};
use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};
use super::uri;

/// Words in the name of a chassis that stands for a chip or a function of a board, not for a part:
/// roots of trust, programmable logic, the processors themselves, switches.
const CHIPS: &[&str] = &[
    "EROT",
    "IROT",
    "CPLD",
    "FPGA",
    "CPU_",
    "GPU_",
    "NVSWITCH",
    "NVLINK",
    "PCIESWITCH",
    "PCIERETIMER",
    "RETIMER",
    "EVENT_LISTENER",
    "QM3_",
    "MGMT",
];

/// Pieces of a machine that are chassis of their own, joined with the backplanes and boards of
/// other lists.
pub(super) fn read_boards(
    scope: &Scope<'_>,
    asset: &HardwareId,
    backplanes: Vec<Sighting>,
    boards: Vec<Sighting>,
) -> Parts {
    let mut parts = Parts::default();
    let whole: Vec<&str> = whole_chassis(scope).iter().map(Body::path).collect();
    let pieces = scope.chassis().into_iter().filter(|chassis| !whole.contains(&chassis.path()));
    let pieces = pieces.filter(|chassis| !chassis.is_absent() && !is_enclosure(scope, chassis));
    let mut list = Vec::new();
    let (cards, pieces): (Vec<_>, Vec<_>) = pieces.partition(|chassis| lacks_adapter(scope, chassis));
    for card in cards {
        scope.leave(card.place(), uri::last(card.uri()).to_string(), "the chassis of a card that could not be read");
    }
    for chassis in pieces.into_iter().filter(|chassis| !is_asset(chassis, asset)) {
        match read_piece(&chassis) {
            Some(piece) => list.push(piece),
            None => scope.leave(
                chassis.place(),
                uri::last(chassis.uri()).to_string(),
                "a chassis that is a chip or names nothing",
            ),
        }
    }
    parts.join_or_add(list, &[]);
    for list in [backplanes, boards] {
        parts.join_or_add(list, &[Tie::Serial, Tie::Hint, Tie::Words]);
    }
    parts
}

/// Whether a chassis is that of a network card of which there is no answer: it is no board, and what it is
/// would have been told there.
fn lacks_adapter(scope: &Scope<'_>, chassis: &Body<'_>) -> bool {
    chassis.links(&["NetworkAdapters"]).iter().any(|link| match scope.tree.body(link) {
        Some(list) => list.links(&["Members"]).iter().any(|member| !scope.tree.has(member)),
        None => true,
    })
}

/// Whether a chassis has the serial of the machine: it is the machine.
fn is_asset(chassis: &Body<'_>, asset: &HardwareId) -> bool {
    let serial = chassis.text(&["SerialNumber"]).map(|serial| comparable(&serial));
    serial.is_some() && serial == asset.serial.as_deref().map(comparable)
}

/// A piece that is no chip and that has a word of its own.
fn read_piece(chassis: &Body<'_>) -> Option<Sighting> {
    let name = comparable(chassis.id());
    let kind = kind_of(chassis, &name);
    let mut sighting = Sighting::of(kind, chassis);
    let id = &sighting.component.id;
    let is_chip = CHIPS.iter().any(|chip| name.contains(chip));
    let is_zone = chassis.text(&["ChassisType"]).as_deref() == Some("Zone") && id.part_number.is_none();
    let says_model = id.model.as_deref().is_some_and(|model| comparable(model) != "BACKPLANE");
    let has_words = id.part_number.is_some() || (kind == ComponentKind::Backplane && says_model);
    if is_chip || is_zone || !has_words {
        return None;
    }
    sighting.aliases.insert(chassis.id().to_string());
    Some(sighting)
}

fn kind_of(chassis: &Body<'_>, name: &str) -> ComponentKind {
    let kind = chassis.text(&["ChassisType"]).unwrap_or_default();
    let words = [Some(name.to_string()), chassis.text(&["Name"]), chassis.text(&["Model"])];
    let words = words.into_iter().flatten().map(|word| comparable(&word)).collect::<Vec<_>>().join(" ");
    if words.contains("BACKPLANE") || kind == "StorageEnclosure" || kind == "Enclosure" {
        ComponentKind::Backplane
    } else if words.contains("RISER") && !words.contains("DPU") {
        ComponentKind::Riser
    } else {
        ComponentKind::Board
    }
}

/// Takes out pieces that another kind already counts: the same serial and no other part number.
pub(super) fn drop_counted(parts: &mut Parts, counted: &[RawComponent]) {
    let words = |word: &Option<String>| word.as_deref().map(comparable);
    let is_counted = |piece: &Sighting| {
        let id = &piece.component.id;
        counted.iter().any(|other| {
            let same_serial = id.serial.is_some() && words(&id.serial) == words(&other.id.serial);
            let part_numbers = (words(&id.part_number), words(&other.id.part_number));
            let other_part = matches!(part_numbers, (Some(mine), Some(theirs)) if mine != theirs);
            same_serial && !other_part
        })
    };
    parts.remove_unless(|piece| !is_counted(piece));
}

/// Fans that say what they are; a fan that is only a sensor is none.
pub(super) fn read_fans(scope: &Scope<'_>) -> Vec<RawComponent> {
    let mut fans = Parts::default();
    let is_part = |body: &&Body<'_>| !body.is_absent() && (body.has("Model") || body.has("PartNumber"));
    let named = |list: Vec<Body<'_>>| -> Vec<Sighting> {
        let fans = list.iter().filter(is_part).map(|body| Sighting::of(ComponentKind::Fan, body));
        fans.filter(|fan| fan.component.id.model.is_some() || fan.component.id.part_number.is_some()).collect()
    };
    for list in scope.lists(Kind::Fan) {
        fans.join_or_add(named(list), &[Tie::Key, Tie::Serial]);
    }
    fans.into_components()
}
