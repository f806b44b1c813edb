//! What `book export --json` writes, `book import` reads as the same observations, ids and all.

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use rackworth_app::export::{ExportAnswer, ExportTable};
    use rackworth_catalog::Catalog;
    use rackworth_collect::prices::read_bytes;
    use rackworth_model::Observation;
    use rackworth_model::observation::{Channel, Condition, ObservationKind, Statistic};
    use rackworth_report::json;
    use rackworth_value::book::export::parts_row;
    use rackworth_value::book::import::{ImportRules, Imported, import};
    use rackworth_value::book::{EMBEDDED, PriceBook};

    const PARTS: [&str; 6] = [
        "cpu,Xeon Gold 6248R,each",
        "cpu,EPYC 7742,each",
        "dimm,32GB DDR4-2933 RDIMM,each",
        "gpu,Tesla V100 SXM2 32GB,each",
        "ssd,Samsung PM1733 3.84TB NVMe,each",
        "hdd,Seagate Exos X16 16TB SATA,TB",
    ];

    const MACHINES: [&str; 2] = [
        "Dell,PowerEdge R740,2 x Gold 6248R and 384 GB,1,2,2,2017,no,2x Xeon Gold 6248R,384,ddr4,12x 32GB,8x 960GB SSD",
        "Supermicro,,twin with much in it,2,2,4,2017,no,4x Xeon Gold 6130,512,ddr4,,",
    ];

    fn rules() -> ImportRules {
        ImportRules::none("2026-11-27".parse().unwrap())
    }

    fn quoted(text: &str) -> String {
        format!("\"{}\"", text.replace('"', "\"\""))
    }

    /// One line under each of our two headers.
    fn lines() -> impl Strategy<Value = (String, String)> {
        let words =
            (0..ObservationKind::ALL.len(), 0..Condition::ALL.len(), 0..Channel::ALL.len(), 0..Statistic::ALL.len());
        let money = (1u64..9_999_999, prop_oneof![Just("USD"), Just("EUR"), Just("GBP")], 1u64..99, 1u32..400);
        let told = ("[a-zA-Zé,\"' .-]{1,20}[a-z]", "https://[a-z]{3,9}\\.example/[a-z0-9/,?=]{0,20}", 0i16..2_000);
        (words, money, told, 0..PARTS.len(), 0..MACHINES.len()).prop_map(|(words, money, told, part, machine)| {
            let ((kind, condition, channel, statistic), (cents, currency, quantity, n)) = (words, money);
            let day = jiff::civil::date(2020, 1, 1).saturating_add(jiff::Span::new().days(told.2));
            let [kind, condition, channel, statistic] = [
                ObservationKind::ALL[kind].word(),
                Condition::ALL[condition].word(),
                Channel::ALL[channel].word(),
                Statistic::ALL[statistic].word(),
            ];
            let price = format!("{}.{:02}", cents / 100, cents % 100);
            let (publisher, source) = (quoted(&told.0), quoted(&told.1));
            let [class, name, per] = PARTS[part].split(',').collect::<Vec<_>>().try_into().unwrap();
            (
                format!(
                    "{day},{kind},{class},{},{condition},{channel},{price},{currency},{quantity},{per},{statistic},{n},\
                     {publisher},2026-11-01,{source}",
                    quoted(name)
                ),
                format!(
                    "{day},{kind},{},{condition},{channel},{price},{currency},1,{statistic},{n},general,{publisher},\
                     2026-11-01,{source}",
                    MACHINES[machine]
                ),
            )
        })
    }

    fn read(header: &str, lines: &[String], catalog: &Catalog) -> Imported {
        import(&read_bytes("x.csv", format!("{header}\n{}\n", lines.join("\n")).as_bytes()), &rules(), catalog)
    }

    const PARTS_HEADER: &str = "observed_on,kind,class,part,condition,channel,price,currency,quantity,per,statistic,n,\
                                publisher,recorded_on,source";
    const MACHINES_HEADER: &str = "observed_on,kind,maker,model,title,nodes,rack_units,sockets,launch_year,barebone,cpu,\
                                   memory_gb,memory_generation,memory_modules,drives,condition,channel,price,currency,\
                                   quantity,statistic,n,segment,publisher,recorded_on,source";

    proptest! {
        #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn an_export_is_imported_as_the_same_observations(all in prop::collection::vec(lines(), 1..12)) {
            let catalog = Catalog::embedded().unwrap();
            let (of_parts, of_machines): (Vec<String>, Vec<String>) = all.into_iter().unzip();
            let parts = read(PARTS_HEADER, &of_parts, &catalog);
            let machines = read(MACHINES_HEADER, &of_machines, &catalog);
            prop_assert_eq!(&parts.refused, &Vec::new());
            prop_assert_eq!(&machines.refused, &Vec::new());
            let mut before: Vec<Observation> =
                parts.observations.iter().chain(&machines.observations).map(|(o, _)| o.clone()).collect();
            let mut book = PriceBook::read(EMBEDDED, &catalog);
            book.add(before.iter().cloned(), &parts.parts);
            let rows = parts.observations.iter().filter_map(|(o, _)| parts_row(o, &book.parts)).collect();
            let answer = ExportAnswer {
                as_of: "2026-11-27".parse().unwrap(),
                parts: ExportTable { columns: Vec::new(), rows },
                machines: ExportTable { columns: Vec::new(), rows: machines.machine_rows.values().cloned().collect() },
                n_left_out: 0,
            };
            let written = json::export(&answer);
            let back = import(&read_bytes("export.json", written.as_bytes()), &rules(), &catalog);
            prop_assert_eq!(&back.refused, &Vec::new());
            let mut after: Vec<Observation> = back.observations.into_iter().map(|(o, _)| o).collect();
            before.sort_by_key(|o| o.id);
            before.dedup_by_key(|o| o.id);
            after.sort_by_key(|o| o.id);
            prop_assert_eq!(before.len(), after.len());
            for (before, after) in before.iter().zip(&after) {
                // Where it was read is what differs.
                let same = Observation { provenance: after.provenance.clone(), ..before.clone() };
                prop_assert_eq!(&same, after);
            }
        }
    }
}
