//! The outer shape of an XLS file: the table that says which sector follows which (MS-CFB 2.2 to 2.5).
//!
//! calamine 0.38 follows a chain of sectors as far as it goes; one that bites its tail fills the memory.

/// Sector numbers from here on are marks: free, end of chain, of the table itself (MS-CFB 2.1).
const FIRST_MARK: u32 = 0xFFFF_FFFA;

/// Sector numbers that stand in the header (MS-CFB 2.2).
const IN_HEADER: usize = 109;

/// Whether following the sectors of a compound file always comes to an end, within the size of the file.
pub(super) fn is_finite(bytes: &[u8]) -> bool {
    next_sectors(bytes).is_some_and(|next| !has_circle(&next))
}

/// The table of what follows each sector, or nothing where it does not fit the file.
fn next_sectors(bytes: &[u8]) -> Option<Vec<u32>> {
    let size = match bytes.get(30..32)? {
        [9, 0] => 512,
        [12, 0] => 4096,
        _ => return None,
    };
    let n_sectors = bytes.len() / size;
    let sector = |number: u32| {
        let start = (usize::try_from(number).ok()? + 1).checked_mul(size)?;
        bytes.get(start..bytes.len().min(start.checked_add(size)?))
    };
    let mut tables: Vec<u32> = numbers(bytes.get(76..512)?).take(IN_HEADER).collect();
    let mut more = number(bytes.get(68..72)?)?;
    for _ in 0..n_sectors {
        let Some(list) = (more < FIRST_MARK).then(|| sector(more)).flatten() else { break };
        let mut list: Vec<u32> = numbers(list).collect();
        more = list.pop()?;
        tables.extend(list);
    }
    tables.retain(|number| *number < FIRST_MARK);
    // Each sector of the table stands once: more of them than the file has would only blow it up.
    if tables.len() > n_sectors {
        return None;
    }
    Some(tables.into_iter().filter_map(sector).flat_map(numbers).collect())
}

fn numbers(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).filter_map(number)
}

fn number(bytes: &[u8]) -> Option<u32> {
    bytes.try_into().ok().map(u32::from_le_bytes)
}

/// Whether some sector follows itself, however far behind.
fn has_circle(next: &[u32]) -> bool {
    /// Walks have numbers from 1 on; what an earlier walk went over comes to an end.
    const NOT_WALKED: usize = 0;
    let mut walked = vec![NOT_WALKED; next.len()];
    (0..next.len()).any(|start| {
        let mut at = start;
        while walked.get(at) == Some(&NOT_WALKED) {
            walked[at] = start + 1;
            at = next.get(at).and_then(|after| usize::try_from(*after).ok()).unwrap_or(usize::MAX);
        }
        // It stopped outside the table, on an earlier walk, or on its own.
        walked.get(at) == Some(&(start + 1))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const END: u32 = 0xFFFF_FFFE;

    #[test]
    fn chains_end_or_bite_their_tail() {
        assert!(!has_circle(&[1, 2, END, END]));
        assert!(!has_circle(&[2, 2, END]), "two chains that share their end");
        assert!(has_circle(&[1, 2, 0]));
        assert!(has_circle(&[END, 1]), "a sector that follows itself");
        assert!(has_circle(&[1, 2, 3, 1]), "a tail, then a circle");
        assert!(!has_circle(&[99, END]), "a sector that is not there");
        assert!(!has_circle(&[]));
    }

    proptest! {
        #[test]
        fn a_circle_is_found_wherever_it_is(next in proptest::collection::vec(0u32..12, 0..10)) {
            let ends = |start: usize| {
                let follow = |at: &usize| next.get(*at).map(|after| *after as usize);
                std::iter::successors(Some(start), follow).take(30).count() < 30
            };
            prop_assert_eq!(has_circle(&next), !(0..next.len()).all(ends));
        }

        #[test]
        fn any_bytes_have_an_answer(bytes in proptest::collection::vec(any::<u8>(), 0..1200)) {
            let _ = is_finite(&bytes);
        }
    }
}
