//! Physical quantities as integers of one unit each; a display decides GB or GiB.

use std::fmt;

macro_rules! measure {
    ($(#[$doc:meta])* $name:ident($repr:ty)) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub $repr);
    };
}

measure! {
    /// Bytes.
    Bytes(u64)
}
measure! {
    /// Watts.
    Watts(u32)
}

impl Bytes {
    const GB: u64 = 1_000_000_000;
    const GIB: u64 = 1 << 30;

    /// From decimal gigabytes (10⁹ bytes), as drives are sold; `None` beyond `u64`.
    pub fn from_gb(gb: u64) -> Option<Bytes> {
        gb.checked_mul(Bytes::GB).map(Bytes)
    }

    /// From binary gigabytes (2³⁰ bytes), as memory modules are sold; `None` beyond `u64`.
    pub fn from_gib(gib: u64) -> Option<Bytes> {
        gib.checked_mul(Bytes::GIB).map(Bytes)
    }

    /// From binary megabytes (2²⁰ bytes); `None` beyond `u64`.
    pub fn from_mib(mib: u64) -> Option<Bytes> {
        mib.checked_mul(1 << 20).map(Bytes)
    }

    /// Decimal gigabytes, with the fraction.
    pub fn gb(self) -> f64 {
        self.0 as f64 / Bytes::GB as f64
    }

    /// Binary gigabytes, with the fraction.
    pub fn gib(self) -> f64 {
        self.0 as f64 / Bytes::GIB as f64
    }
}

/// Decimal, as drives are labelled: `960 GB`, `1.92 TB`.
impl fmt::Display for Bytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let gb = self.gb();
        if gb < 1000.0 {
            return write!(f, "{} GB", gb.round());
        }
        let tb = (gb / 10.0).round() / 100.0;
        write!(f, "{tb} TB")
    }
}
