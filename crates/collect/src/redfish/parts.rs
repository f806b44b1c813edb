//! Joining sightings to parts: each list is joined one to one, by the strongest tie first.

use std::collections::{BTreeMap, VecDeque};

use rackworth_model::hardware::RawComponent;

use super::sighting::{Sighting, Tie};

/// The parts of one kind in one machine, as far as the lists read so far tell.
#[derive(Debug, Default)]
pub(super) struct Parts(Vec<Sighting>);

impl Parts {
    /// Joins one list, one to one; gives back what matched nothing.
    pub(super) fn join(&mut self, list: Vec<Sighting>, ties: &[Tie]) -> Vec<Sighting> {
        let mut open: Vec<Option<Sighting>> = list.into_iter().map(Some).collect();
        let mut taken = vec![false; self.0.len()];
        for &tie in ties {
            let mut known = self.index(tie, &taken);
            for slot in &mut open {
                let Some(sighting) = slot.as_ref() else { continue };
                if let Some(part) = self.find(sighting, tie, &mut known, &taken) {
                    taken[part] = true;
                    if let (Some(sighting), Some(part)) = (slot.take(), self.0.get_mut(part)) {
                        part.absorb(sighting);
                    }
                }
            }
        }
        open.into_iter().flatten().collect()
    }

    /// Joins one list that names pieces of a part one by one: every piece that is tied by key or
    /// alias joins, not only the first. Takes what matched nothing as new parts.
    pub(super) fn join_pieces_or_add(&mut self, list: Vec<Sighting>, ties: &[Tie]) {
        let mut fresh = self.join(list, ties);
        loop {
            let n_before = fresh.len();
            fresh = self.join(fresh, &[Tie::Key, Tie::Alias]);
            if fresh.len() == n_before {
                break;
            }
        }
        self.0.extend(fresh);
    }

    /// Joins one list and takes what matched nothing as new parts.
    pub(super) fn join_or_add(&mut self, list: Vec<Sighting>, ties: &[Tie]) {
        let fresh = self.join(list, ties);
        self.0.extend(fresh);
    }

    fn index(&self, tie: Tie, taken: &[bool]) -> BTreeMap<String, VecDeque<usize>> {
        let mut index: BTreeMap<String, VecDeque<usize>> = BTreeMap::new();
        for (number, part) in self.0.iter().enumerate().filter(|(number, _)| taken.get(*number) == Some(&false)) {
            for word in part.ties(tie) {
                index.entry(word).or_default().push_back(number);
            }
        }
        index
    }

    /// The first part in order that is tied to the sighting and does not contradict it.
    fn find(
        &self,
        sighting: &Sighting,
        tie: Tie,
        known: &mut BTreeMap<String, VecDeque<usize>>,
        taken: &[bool],
    ) -> Option<usize> {
        let id = &sighting.component.id;
        if tie == Tie::Sort && (id.model.is_some() || id.part_number.is_some() || id.serial.is_some()) {
            return None;
        }
        let may_contradict = matches!(tie, Tie::Key | Tie::Alias | Tie::Serial);
        for word in sighting.ties(tie) {
            let Some(numbers) = known.get_mut(&word) else { continue };
            numbers.retain(|number| taken.get(*number) == Some(&false));
            let fits = |number: &usize| may_contradict || !self.0.get(*number).is_some_and(|p| p.contradicts(sighting));
            if let Some(number) = numbers.iter().copied().find(fits) {
                return Some(number);
            }
        }
        None
    }

    pub(super) fn iter(&self) -> impl Iterator<Item = &Sighting> {
        self.0.iter()
    }

    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut Sighting> {
        self.0.iter_mut()
    }

    /// Takes out what does not fulfil a condition.
    pub(super) fn remove_unless(&mut self, keep: impl Fn(&Sighting) -> bool) -> Vec<Sighting> {
        let (kept, removed) = std::mem::take(&mut self.0).into_iter().partition(keep);
        self.0 = kept;
        removed
    }

    pub(super) fn into_components(self) -> Vec<RawComponent> {
        self.0.into_iter().map(Sighting::into_component).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rackworth_model::hardware::{ComponentKind, Place};
    use rackworth_model::measure::Bytes;
    use rackworth_model::provenance::Locator;

    fn sighting(serial: &str, model: &str) -> Sighting {
        let place = Place { file: "test".into(), locator: Locator::File };
        let mut sighting = Sighting::new(RawComponent::new(ComponentKind::Gpu, place));
        sighting.component.id.model = Some(model.to_string());
        if !serial.is_empty() {
            sighting.serials.insert(serial.to_string());
        }
        sighting
    }

    #[test]
    fn one_list_never_loses_a_part_to_a_shared_serial() {
        let list = || vec![sighting("A", "x"), sighting("A", "x"), sighting("B", "x"), sighting("B", "x")];
        let mut parts = Parts::default();
        parts.join_or_add(list(), &[Tie::Serial]);
        assert_eq!(parts.iter().count(), 4);
        parts.join_or_add(list(), &[Tie::Serial]);
        assert_eq!(parts.iter().count(), 4, "the second list names the same four");
    }

    #[test]
    fn models_join_unless_sizes_differ() {
        let sized = |gb, model| {
            let mut one = sighting("", model);
            one.facts().capacity = Bytes::from_gb(gb);
            one
        };
        let mut parts = Parts::default();
        parts.join_or_add(vec![sized(480, "M"), sized(960, "M")], &[]);
        assert!(parts.join(vec![sized(960, "M"), sighting("", " m ")], &[Tie::Words]).is_empty());
        assert_eq!(parts.join(vec![sized(1920, "M")], &[Tie::Words]).len(), 1);
    }

    #[test]
    fn other_words_become_text() {
        let mut parts = Parts::default();
        parts.join_or_add(vec![sighting("A", "H100")], &[]);
        let mut other = sighting("A", "NVIDIA H100 NVL");
        other.phrases.push("h100".to_string());
        parts.join_or_add(vec![other], &[Tie::Serial]);
        let component = parts.into_components().remove(0);
        assert_eq!(component.id.model.as_deref(), Some("H100"));
        assert_eq!(component.text.as_deref(), Some("NVIDIA H100 NVL"));
    }
}
