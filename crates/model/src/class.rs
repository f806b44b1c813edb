//! What kinds of thing have a market, and which market.

/// A word outside its list.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("read `{text}`: expected one of {}", .expected.join(", "))]
pub struct UnknownWord {
    pub text: String,
    pub expected: Vec<&'static str>,
}

/// Defines an enum whose variants are spelled by fixed words in files, identifiers and
/// machine output: `ALL`, `word()`, `Display` and `FromStr` (failing with [`UnknownWord`]).
#[macro_export]
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[$vdoc])* $variant,)* }

        impl $name {
            /// Every variant, in order.
            pub const ALL: &'static [$name] = &[$($name::$variant,)*];

            /// The word used in files, identifiers and machine output.
            pub fn word(self) -> &'static str {
                match self { $($name::$variant => $word,)* }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.word())
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::class::UnknownWord;

            fn from_str(text: &str) -> Result<$name, $crate::class::UnknownWord> {
                let found = $name::ALL.iter().copied().find(|variant| variant.word() == text);
                found.ok_or_else(|| $crate::class::UnknownWord { text: text.to_string(), expected: vec![$($word),*] })
            }
        }
    };
}

words! {
    /// A kind of thing with a price of its own.
    Class {
        Cpu "cpu",
        Dimm "dimm",
        Ssd "ssd",
        Hdd "hdd",
        Gpu "gpu",
        Nic "nic",
        Raid "raid",
        Psu "psu",
        /// A machine without its content: chassis, board, power supplies, rails.
        Chassis "chassis",
        /// Everything that is inventoried but not priced by class: risers, backplanes, boards.
        Other "other",
    }
}

words! {
    /// The wall between two markets. Nothing is pooled across it.
    Segment {
        /// Servers of the existing data center and what is in them.
        General "general",
        /// Data-center GPUs, the machines built around them, and their racks.
        Accelerated "accelerated",
    }
}

impl Class {
    /// One of it, in a sentence.
    pub fn singular(self) -> &'static str {
        match self {
            Class::Cpu => "CPU",
            Class::Dimm => "DIMM",
            Class::Ssd => "SSD",
            Class::Hdd => "HDD",
            Class::Gpu => "GPU",
            Class::Nic => "NIC",
            Class::Raid => "RAID controller",
            Class::Psu => "power supply",
            Class::Chassis => "chassis",
            Class::Other => "other part",
        }
    }

    /// The English plural of the word, for headings.
    pub fn plural(self) -> &'static str {
        match self {
            Class::Cpu => "CPUs",
            Class::Dimm => "DIMMs",
            Class::Ssd => "SSDs",
            Class::Hdd => "HDDs",
            Class::Gpu => "GPUs",
            Class::Nic => "NICs",
            Class::Raid => "RAID controllers",
            Class::Psu => "power supplies",
            Class::Chassis => "chassis",
            Class::Other => "other parts",
        }
    }
}
