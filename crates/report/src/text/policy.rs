//! The screen of `policy show`.

use rackworth_app::policy::PolicyAnswer;

use crate::style::{Label, Screen};
use crate::table::{Cell, Column, Table};

/// `policy show` on a screen.
pub fn render_policy(answer: &PolicyAnswer, screen: Screen) -> String {
    let mut table = Table::new(vec![
        Column::left("Key"),
        Column::right("Value"),
        Column::left("Unit"),
        Column::left("Set by").yielding(2),
        Column::left("Source").yielding(1),
    ]);
    for line in &answer.lines {
        table.push(vec![
            Cell::new(Label::Id, line.key),
            Cell::new(Label::Figure, line.value.clone()),
            Cell::plain(line.unit),
            Cell::plain(line.set_by.clone()),
            Cell::new(Label::Note, line.source.clone()),
        ]);
    }
    table.render(screen)
}
