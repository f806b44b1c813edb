//! Panics of calamine are caught where it is called, and are no crash; libFuzzer's hook would end the run.

use std::panic::{set_hook, take_hook};

pub fn forgive_calamine() {
    let crash = take_hook();
    set_hook(Box::new(move |info| {
        let is_calamine = info.location().is_some_and(|place| place.file().contains("/calamine-"));
        if !is_calamine {
            crash(info);
        }
    }));
}
