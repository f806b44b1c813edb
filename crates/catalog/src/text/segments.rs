//! Which words of a fragment belong together: one segment is one thing.
//!
//! People leave separators out: `2x Gold 6130 8x32GB 2x480GB SSD H730P`. A segment ends
//! where the next count, core or contradicting word starts another thing.

use rackworth_model::hardware::ComponentKind::{self, Cpu, Dimm, Drive, Gpu, Nic, Psu, Raid};

use super::marks::{Core, Mark, Marked};

/// A run of words about one thing.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Segment {
    /// Words `from..to` of the fragment.
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) core: Option<Core>,
    pub(super) count: Option<u32>,
    /// The count is a word such as `dual`.
    pub(super) spelled: bool,
    pub(super) hints: Vec<ComponentKind>,
    /// The words say that the thing is not there.
    pub(super) without: bool,
}

impl Segment {
    pub(super) fn hints_at(&self, kind: ComponentKind) -> bool {
        self.hints.contains(&kind)
    }

    /// What kind of thing its core is, where its core or hints say.
    fn kind(&self) -> Option<ComponentKind> {
        match self.core? {
            Core::Cpu => Some(Cpu),
            Core::Gpu => Some(Gpu),
            Core::Raid => Some(Raid),
            Core::Nic | Core::Ports => Some(Nic),
            Core::Watts(_) => Some(Psu),
            Core::DimmNumber => Some(Dimm),
            Core::DriveNumber => Some(Drive),
            Core::Capacity { .. } => [Dimm, Drive].into_iter().find(|kind| self.hints.contains(kind)),
        }
    }

    fn is_empty(&self) -> bool {
        self.from == self.to
    }

    fn take(&mut self, marked: &Marked) {
        self.to = marked.to;
        match marked.mark {
            // A part number says more than the capacity beside it.
            Mark::Core(core @ (Core::DimmNumber | Core::DriveNumber)) => self.core = Some(core),
            Mark::Core(core) => self.core = self.core.or(Some(core)),
            Mark::Hint(kind) => self.hints.push(kind),
            Mark::Without => self.without = true,
            // Behind the name of a card, `2x25GbE` counts its ports.
            Mark::Count { behind: false, .. } if matches!(self.core, Some(Core::Nic)) => {}
            Mark::Count { n, spelled, .. } if self.count.is_none() || self.spelled => {
                (self.count, self.spelled) = (Some(n), spelled);
            }
            Mark::Count { .. } | Mark::Lead | Mark::Plain => {}
        }
    }
}

/// The segments of a fragment, which together hold all its words.
pub(super) fn segments(marks: &[Marked], column: ComponentKind) -> Vec<Segment> {
    let mut done = Vec::new();
    let mut current = Segment::default();
    // Where a run of counts and brands started that may belong to what follows.
    let mut run = 0;
    for (at, marked) in marks.iter().enumerate() {
        let heads = matches!(marked.mark, Mark::Lead | Mark::Count { behind: false, .. });
        if starts_another(&current, &marks[run..at], marked, marks.get(at + 1), column) {
            done.push(of(&marks[..run], current.from));
            current = of(&marks[..at], marks.get(run).map_or(marked.from, |m| m.from));
            run = at;
        }
        current.take(marked);
        run = if heads { run } else { at + 1 };
    }
    done.push(current);
    done.retain(|segment| !segment.is_empty());
    done
}

/// The segment of the marks from a word on.
fn of(marks: &[Marked], from: usize) -> Segment {
    let mut segment = Segment { from, to: from, ..Segment::default() };
    marks.iter().filter(|marked| marked.from >= from).for_each(|marked| segment.take(marked));
    segment
}

fn starts_another(
    current: &Segment,
    run: &[Marked],
    marked: &Marked,
    next: Option<&Marked>,
    column: ComponentKind,
) -> bool {
    let counted = run.iter().any(|m| matches!(m.mark, Mark::Count { .. }));
    let hint_of = |mark: Option<Mark>| match mark {
        Some(Mark::Hint(kind)) => Some(kind),
        _ => None,
    };
    let described = hint_of(next.map(|m| m.mark));
    match marked.mark {
        // `no 480GB SSD` is one thing that is not there.
        Mark::Core(_) if current.without => current.core.is_some() || current.to > current.from + 2,
        Mark::Core(core) => match current.core {
            None => !current.hints.is_empty() && !current.hints.iter().any(|hint| suits(core, *hint)),
            Some(Core::Nic) if core == Core::Ports => false,
            // Behind the name of a card, `2x25G` are its ports.
            Some(Core::Nic) if is_port_speed(core) && !matches!(described, Some(Dimm | Drive)) => false,
            Some(own) => counted || !attaches(own, core, described, column),
        },
        Mark::Hint(kind) => current.core.is_some() && contradicts(current, kind, counted),
        Mark::Without => current.core.is_some() || !current.hints.is_empty(),
        Mark::Count { .. } | Mark::Lead | Mark::Plain => false,
    }
}

fn is_port_speed(core: Core) -> bool {
    matches!(core, Core::Capacity { gb, terabytes: false } if super::lists::PORT_SPEEDS.contains(&gb))
}

/// Whether a core may be the thing a hint before it spoke of.
fn suits(core: Core, hint: ComponentKind) -> bool {
    match core {
        Core::Cpu => hint == Cpu,
        Core::Gpu => hint == Gpu,
        Core::Raid => matches!(hint, Raid | Drive),
        Core::Nic | Core::Ports => hint == Nic,
        Core::Watts(_) => hint == Psu,
        Core::DimmNumber => hint == Dimm,
        Core::DriveNumber => hint == Drive,
        Core::Capacity { .. } => matches!(hint, Dimm | Drive | Raid),
    }
}

/// Whether a second core describes the thing of the first.
fn attaches(own: Core, next: Core, described: Option<ComponentKind>, column: ComponentKind) -> bool {
    let other = matches!(described, Some(Dimm | Drive));
    match (own, next) {
        (Core::Gpu, Core::Capacity { gb, .. }) => gb <= 300.0 && !other,
        (Core::Raid, Core::Capacity { gb, .. }) => gb <= 16.0 && !other,
        (Core::Nic, Core::Capacity { gb, .. }) => column == Nic || super::lists::PORT_SPEEDS.contains(&gb),
        // `Gold 5118 2.3G`: a clock.
        (Core::Cpu, Core::Capacity { gb, terabytes: false }) => gb < 6.0 && !other,
        (Core::Cpu, Core::Watts(watts)) => watts <= 500 && described != Some(Psu),
        (Core::Gpu, Core::Watts(watts)) => watts <= 1500 && described != Some(Psu),
        (Core::Nic | Core::Ports, Core::Nic | Core::Ports)
        | (Core::Raid, Core::Raid)
        | (Core::Gpu, Core::Gpu)
        | (Core::DriveNumber | Core::DimmNumber, Core::Capacity { .. })
        | (Core::Capacity { .. } | Core::DriveNumber, Core::DriveNumber)
        | (Core::Capacity { .. } | Core::DimmNumber, Core::DimmNumber) => true,
        (Core::Capacity { gb: a, .. }, Core::Capacity { gb: b, .. }) => a > 0.0 && (a / b - 1.0).abs() < 0.08,
        _ => false,
    }
}

/// Whether a hint speaks of another thing than the segment is about.
fn contradicts(current: &Segment, hint: ComponentKind, counted: bool) -> bool {
    let Some(kind) = current.kind() else { return matches!(hint, Cpu | Psu | Gpu) || counted && hint != Raid };
    if kind == hint {
        return false;
    }
    match kind {
        _ if hint == Raid => counted,
        // Controllers are described by what they drive, cards by their memory.
        Raid => hint != Drive && hint != Nic || counted,
        Gpu => hint != Dimm || counted,
        Drive => hint != Nic || counted,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(at: usize, mark: Mark) -> Marked {
        Marked { mark, from: at, to: at + 1 }
    }

    #[test]
    fn a_count_before_a_core_starts_the_next_thing() {
        let count = |n| Mark::Count { n, behind: false, spelled: false };
        let capacity = |gb| Mark::Core(Core::Capacity { gb, terabytes: false });
        let marks: Vec<Marked> =
            [count(2), Mark::Core(Core::Cpu), count(8), capacity(32.0), count(2), capacity(480.0), Mark::Hint(Drive)]
                .into_iter()
                .enumerate()
                .map(|(at, m)| mark(at, m))
                .collect();
        let found = segments(&marks, ComponentKind::Unknown);
        let shown: Vec<(usize, usize, Option<u32>)> = found.iter().map(|s| (s.from, s.to, s.count)).collect();
        assert_eq!(shown, [(0, 2, Some(2)), (2, 4, Some(8)), (4, 7, Some(2))]);
    }

    #[test]
    fn a_count_behind_stays() {
        let marks = [
            mark(0, Mark::Core(Core::Capacity { gb: 4000.0, terabytes: true })),
            mark(1, Mark::Count { n: 12, behind: true, spelled: false }),
            mark(2, Mark::Hint(Drive)),
            mark(3, Mark::Core(Core::Watts(750))),
        ];
        let found = segments(&marks, ComponentKind::Unknown);
        assert_eq!(found.len(), 2);
        assert_eq!((found[0].count, found[1].from), (Some(12), 3));
    }
}
