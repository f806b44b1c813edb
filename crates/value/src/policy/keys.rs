//! The keys of a policy: where each stands in the file and what it may be.

use rackworth_model::words;

/// What an entry holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// 0 to 1.
    Share,
    /// 0 to 100.
    Percent,
    Usd,
    UsdPerHour,
    Minutes,
    Days,
    Months,
    /// Units counted.
    Units,
    /// A factor above 1.
    Factor,
    Premise,
    Treatment,
}

words! {
    /// A key, spelled `table.name`.
    Key {
        Premise "sale.premise",
        FactorOrderly "sale.premise_factor_orderly",
        FactorBroker "sale.premise_factor_broker",
        FactorAuction "sale.premise_factor_auction",
        FactorForced "sale.premise_factor_forced",
        DaysOrderly "sale.premise_days_orderly",
        DaysBroker "sale.premise_days_broker",
        DaysAuction "sale.premise_days_auction",
        DaysForced "sale.premise_days_forced",
        FeeShareWhole "sale.fee_share_whole",
        FeeShareParts "sale.fee_share_parts",
        FeePerOrder "sale.fee_usd_per_order",
        UnsoldShareWhole "sale.unsold_share_whole",
        UnsoldShareParts "sale.unsold_share_parts",
        DiscountPerQuarter "sale.discount_share_per_quarter",
        LaborUsdPerHour "labor.usd_per_hour",
        MinutesToOpen "labor.minutes_to_open",
        MinutesPerUnit "labor.minutes_per_unit",
        MinutesWhole "labor.minutes_whole",
        FreightWhole1u "freight.usd_whole_1u",
        FreightWhole2u "freight.usd_whole_2u",
        FreightWhole4u "freight.usd_whole_4u",
        FreightPartOrder "freight.usd_per_part_order",
        Treatment "drives.treatment",
        UsdPerWipe "drives.usd_per_wipe",
        UsdPerShred "drives.usd_per_shred",
        MinLifeLeft "drives.min_life_left_percent",
        CpuPassed "yield.cpu_passed",
        CpuFailed "yield.cpu_failed",
        DimmPassed "yield.dimm_passed",
        DimmFailed "yield.dimm_failed",
        SsdPassed "yield.ssd_passed",
        SsdFailed "yield.ssd_failed",
        HddPassed "yield.hdd_passed",
        HddFailed "yield.hdd_failed",
        GpuPassed "yield.gpu_passed",
        GpuFailed "yield.gpu_failed",
        NicPassed "yield.nic_passed",
        NicFailed "yield.nic_failed",
        RaidPassed "yield.raid_passed",
        RaidFailed "yield.raid_failed",
        PsuPassed "yield.psu_passed",
        PsuFailed "yield.psu_failed",
        ScrapUsd "scrap.usd_per_machine",
        MaxRangeRatio "evidence.max_range_ratio",
        MaxAgeMonths "evidence.max_age_months",
        MaxDaysFromRate "evidence.max_days_from_rate",
        StaleAfterMonths "evidence.stale_after_months",
    }
}

impl Key {
    /// What the key's entry holds, told from its name.
    pub fn kind(self) -> Kind {
        let name = self.word().split_once('.').map_or(self.word(), |(_, name)| name);
        match self {
            Key::Premise => Kind::Premise,
            Key::Treatment => Kind::Treatment,
            Key::LaborUsdPerHour => Kind::UsdPerHour,
            Key::MaxRangeRatio => Kind::Factor,
            Key::MaxAgeMonths | Key::StaleAfterMonths => Kind::Months,
            _ if name.ends_with("_percent") => Kind::Percent,
            _ if name.contains("share") || name.starts_with("premise_factor") => Kind::Share,
            _ if name.contains("usd") => Kind::Usd,
            _ if name.contains("minutes") => Kind::Minutes,
            _ if name.contains("days") => Kind::Days,
            _ => Kind::Units,
        }
    }
}

impl Kind {
    /// The unit, for a table.
    pub fn unit(self) -> &'static str {
        match self {
            Kind::Share => "share",
            Kind::Percent => "%",
            Kind::Usd => "USD",
            Kind::UsdPerHour => "USD/hour",
            Kind::Minutes => "minutes",
            Kind::Days => "days",
            Kind::Months => "months",
            Kind::Units => "units",
            Kind::Factor => "×",
            Kind::Premise | Kind::Treatment => "",
        }
    }

    /// What is expected, in words.
    pub fn expected(self) -> &'static str {
        match self {
            Kind::Share => "a share from 0 to 1",
            Kind::Percent => "a percentage from 0 to 100",
            Kind::Usd => "a number of USD, 0 or more",
            Kind::UsdPerHour => "a number of USD an hour, 0 or more",
            Kind::Minutes => "a number of minutes, 0 or more",
            Kind::Days => "a number of days, 0 or more",
            Kind::Months => "a number of months, 0 or more",
            Kind::Units => "a number of units above 0",
            Kind::Factor => "a factor above 1",
            Kind::Premise => "one of orderly, broker, auction, forced",
            Kind::Treatment => "one of wipe, shred",
        }
    }

    /// Whether a number may stand here.
    pub fn admits(self, number: f64) -> bool {
        number.is_finite()
            && match self {
                Kind::Share => (0.0..=1.0).contains(&number),
                Kind::Percent => (0.0..=100.0).contains(&number),
                Kind::Units => number > 0.0,
                Kind::Factor => number > 1.0,
                Kind::Premise | Kind::Treatment => false,
                _ => number >= 0.0,
            }
    }
}
