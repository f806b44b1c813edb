//! Decimal marketing capacities of drives: from codes in part numbers, and from reported
//! bytes. All in gigabytes of 10⁹ bytes.

use rackworth_model::measure::Bytes;

use crate::identify::quirks;
use crate::identify::scan::Scan;

/// Sizes drives are sold in.
const SIZES: [u32; 96] = [
    4, 8, 16, 18, 20, 24, 30, 32, 36, 40, 50, 58, 60, 64, 72, 73, 80, 90, 96, 100, 118, 120, 128, 146, 150, 160, 180,
    200, 240, 250, 256, 275, 300, 320, 375, 380, 400, 450, 480, 500, 512, 525, 600, 640, 700, 750, 800, 900, 960, 1000,
    1024, 1050, 1200, 1400, 1500, 1600, 1800, 1920, 2000, 2048, 2050, 2400, 2500, 3000, 3200, 3600, 3840, 4000, 4096,
    4800, 5000, 6000, 6400, 7680, 8000, 8192, 10_000, 11_000, 12_000, 12_800, 14_000, 15_360, 16_000, 18_000, 20_000,
    22_000, 24_000, 25_600, 26_000, 28_000, 30_000, 30_720, 32_000, 36_000, 61_440, 122_880,
];

/// Sizes whose codes are cut short: `1T9` is 1.92 TB, `15T` is 15.36 TB.
const CUT_SIZES: [u32; 9] = [1920, 3840, 7680, 12_800, 15_360, 25_600, 30_720, 61_440, 122_880];
/// Binary sizes that client drives write as `1T0`, `2T0`, `4T0`.
const BINARY_SIZES: [u32; 4] = [1024, 2048, 4096, 8192];

/// How many SATA and SAS drives of a size were disks and how many SSDs, counted over the 1,169 drives of
/// <https://github.com/linuxhw/EnterpriseDrive> (commit 66faf20) that say their medium; sizes seen seven times or more.
const DISKS_AND_SSDS: [(u32, u32, u32); 24] = [
    (120, 4, 60),
    (200, 3, 14),
    (240, 0, 63),
    (400, 2, 10),
    (480, 0, 75),
    (500, 78, 12),
    (512, 0, 23),
    (800, 0, 9),
    (960, 0, 55),
    (1000, 112, 16),
    (1024, 0, 15),
    (1920, 0, 41),
    (2000, 75, 9),
    (2048, 0, 7),
    (3000, 26, 0),
    (3840, 0, 18),
    (4000, 58, 7),
    (5000, 7, 0),
    (6000, 32, 0),
    (8000, 28, 1),
    (10_000, 25, 0),
    (12_000, 19, 0),
    (14_000, 9, 0),
    (16_000, 10, 0),
];

/// Sizes that only flash is sold in: with a part of 2ⁿ held in reserve, and above what disks reach.
const FLASH_ONLY: [u32; 10] = [1600, 3200, 6400, 7680, 12_800, 15_360, 25_600, 30_720, 61_440, 122_880];

/// The share of disks among drives of a size; half where too few were seen.
pub(super) fn disk_share(gb: u32) -> f64 {
    if FLASH_ONLY.contains(&gb) {
        return 0.0;
    }
    match DISKS_AND_SSDS.iter().find(|(size, ..)| *size == gb) {
        Some((_, disks, ssds)) => f64::from(*disks) / f64::from(disks + ssds),
        None => 0.5,
    }
}

/// Whether drives of this size are sold.
pub(super) fn is_size(gb: u32) -> bool {
    SIZES.binary_search(&gb).is_ok()
}

/// What a code of terabytes means: the digits before and behind the `T`.
pub(super) fn of_terabytes(whole: u32, decimals: &[u8], binary: bool) -> Option<u32> {
    let places = u32::try_from(decimals.len()).ok().filter(|places| *places <= 3)?;
    let fraction = decimals.iter().fold(0, |value, digit| value * 10 + u32::from(digit.saturating_sub(b'0')));
    let unit = 10_u32.pow(3 - places);
    let nominal = whole.checked_mul(1000)?.checked_add(fraction * unit)?;
    let cut = |size: &u32| size / unit * unit == nominal;
    let sizes: &[u32] = if binary && places > 0 { &BINARY_SIZES } else { &[] };
    // Without decimals `1T` is 1 TB; only the sizes above ten are cut that far.
    let long = CUT_SIZES.iter().filter(|size| places > 0 || **size > 10_000);
    let found = long.chain(sizes).copied().find(cut).unwrap_or(nominal);
    (found > 0).then_some(found)
}

/// Reads `960` (GB), `1T9`, `15T`, `1T92`: up to two digits before a `T` are terabytes.
pub(super) fn code(scan: &mut Scan<'_>, binary: bool) -> Option<u32> {
    let digits = scan.take_while(|b| b.is_ascii_digit());
    let whole = crate::identify::scan::number(digits)?;
    if digits.len() <= 2 && scan.eat("T") {
        let decimals = scan.take_while(|b| b.is_ascii_digit());
        return of_terabytes(whole, decimals, binary);
    }
    (digits.len() >= 2 && whole > 0).then_some(whole)
}

/// Bytes of a drive sold with so many gigabytes, at 512 bytes a sector: IDEMA document
/// LBA1-03, 97,696,368 sectors for 50 GB and 1,953,504 for each further one,
/// <https://idema.org/wp-content/downloads/2169.pdf>.
fn idema_bytes(gb: u32) -> Option<u64> {
    let further = u64::from(gb.checked_sub(50)?);
    Some((97_696_368 + 1_953_504 * further) * 512)
}

/// The size whose bytes these are exactly: by the IDEMA count, or decimal gigabytes.
pub(super) fn exact(reported: Bytes) -> Option<u32> {
    let gb = u32::try_from(reported.0 / 1_000_000_000).ok()?;
    let near = gb.saturating_sub(1)..=gb.saturating_add(1);
    let same = |gb: &u32| idema_bytes(*gb) == Some(reported.0) || u64::from(*gb) * 1_000_000_000 == reported.0;
    near.into_iter().find(same).filter(|gb| is_size(*gb))
}

/// The size of a count of decimal megabytes that was read as binary ones, as Gigabyte
/// does: 1,920,383 MB told as 1,920,383 MiB, 2,013,667,524,608 bytes.
fn megabyte_quirk(reported: Bytes) -> Option<u32> {
    let megabytes = reported.0 >> 20;
    if megabytes << 20 != reported.0 {
        return None;
    }
    let gb = u32::try_from(megabytes / 1000).ok()?;
    let near = gb.saturating_sub(1)..=gb;
    let means = |gb: &u32| idema_bytes(*gb).is_some_and(|bytes| (bytes / 1_000_000).abs_diff(megabytes) <= 1);
    near.into_iter().find(|gb| is_size(*gb) && means(gb))
}

/// The quirk by which reported bytes mean the size of a drive.
pub(crate) fn quirk_of(reported: Bytes) -> Option<&'static str> {
    let shown = exact(reported).is_none() && megabyte_quirk(reported).is_some();
    shown.then_some(quirks::BINARY_MEGABYTES)
}

/// The marketing size nearest to reported bytes; `None` when none is within 2.5 %.
/// Controllers that coerce sizes take a little off: 479,559,942,144 bytes are 480 GB.
pub(super) fn marketing(reported: Bytes) -> Option<u32> {
    if let Some(gb) = exact(reported).or_else(|| megabyte_quirk(reported)) {
        return Some(gb);
    }
    let off = |gb: u32| reported.0.abs_diff(u64::from(gb) * 1_000_000_000);
    let nearest = SIZES.into_iter().min_by_key(|gb| off(*gb))?;
    (off(nearest) <= u64::from(nearest) * 25_000_000).then_some(nearest)
}

/// Whether reported bytes can be those of a drive of this size: within 3 %, which binary
/// and decimal terabytes are too, or by the megabyte quirk.
pub(super) fn agrees(gb: u32, reported: Bytes) -> bool {
    let off = reported.0.abs_diff(u64::from(gb) * 1_000_000_000);
    off <= u64::from(gb) * 30_000_000 || megabyte_quirk(reported) == Some(gb)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reported_bytes_are_rounded_to_what_is_sold() {
        let of = |bytes| marketing(Bytes(bytes));
        assert_eq!(of(1_920_383_410_176), Some(1920));
        assert_eq!(of(479_559_942_144), Some(480), "coerced by a PERC");
        assert_eq!(of(2_013_667_524_608), Some(1920), "decimal megabytes as binary ones");
        assert_eq!(of(7_680_000_000_000), Some(7680));
        assert_eq!(of(146_163_105_792), Some(146));
        assert_eq!(of(63_863_521_280), Some(64));
        assert_eq!(of(2_000_398_934_016), Some(2000));
        assert_eq!(of(2_048_408_248_320), Some(2048));
        assert_eq!(of(220_050_000_000), None);
        assert_eq!((of(0), of(u64::MAX)), (None, None));
    }

    #[test]
    fn codes_are_completed() {
        let of = |text: &[u8], binary| code(&mut Scan::new(text), binary);
        assert_eq!(of(b"1T9", false), Some(1920));
        assert_eq!(of(b"15THBLF", false), Some(15_360));
        assert_eq!(of(b"12T8TFS", false), Some(12_800));
        assert_eq!(of(b"1T0", true), Some(1024));
        assert_eq!(of(b"1T02", true), Some(1024));
        assert_eq!(of(b"1T0", false), Some(1000));
        assert_eq!(of(b"1T60", false), Some(1600));
        assert_eq!(of(b"480TDS", false), Some(480));
        assert_eq!((of(b"T9", false), of(b"000", false)), (None, None));
    }

    #[test]
    fn sizes_are_sorted() {
        assert!(SIZES.is_sorted());
        assert!(DISKS_AND_SSDS.iter().all(|(size, ..)| is_size(*size)));
    }
}
