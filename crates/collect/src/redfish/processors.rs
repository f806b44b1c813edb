//! Processors: CPUs, GPUs and what else calls itself a processor.

use std::collections::BTreeMap;

use rackworth_model::hardware::{ComponentKind, RawComponent};
use rackworth_model::measure::Bytes;

use super::body::Body;
use super::kind::Kind;
use super::parts::Parts;
use super::quirks;
use super::scope::Scope;
use super::sighting::{Sighting, Tie, comparable};
use super::uri;

/// What a Processor resource stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    Cpu,
    Gpu,
    Other,
    /// A core or a thread of another processor.
    Within,
}

/// CPUs and other processors, and the GPUs, which other lists name as well.
pub(super) struct Processors {
    pub(super) cpus: Vec<RawComponent>,
    pub(super) others: Vec<RawComponent>,
    pub(super) gpus: Parts,
}

pub(super) fn read_processors(scope: &Scope<'_>) -> Processors {
    let (mut cpus, mut gpus, mut others) = (Parts::default(), Parts::default(), Parts::default());
    let mut n_within = 0;
    for list in scope.lists(Kind::Processor) {
        let mut sorted: BTreeMap<u8, Vec<Sighting>> = BTreeMap::new();
        for body in list.iter().filter(|body| !body.is_absent()) {
            let sort = sort_of(body);
            n_within += usize::from(sort == Sort::Within);
            sorted.entry(sort as u8).or_default().push(read_processor(body, sort));
        }
        let mut take = |sort: Sort| sorted.remove(&(sort as u8)).unwrap_or_default();
        let ties = [Tie::Key, Tie::Serial, Tie::Alias];
        cpus.join_or_add(take(Sort::Cpu), &ties);
        gpus.join_or_add(take(Sort::Gpu), &ties);
        others.join_or_add(take(Sort::Other), &ties);
    }
    tell_within(scope, n_within);
    for unnamed in others.remove_unless(|other| other.component.id.model.is_some()) {
        let words = unnamed.component.slot.unwrap_or_default();
        scope.leave(unnamed.component.place, words, "a processor on a board, without a model");
    }
    Processors { cpus: cpus.into_components(), others: others.into_components(), gpus }
}

fn tell_within(scope: &Scope<'_>, n_within: usize) {
    if n_within > 0 {
        let place = scope.systems().first().map_or_else(|| scope.tree.place("", ""), Body::place);
        scope.tree.unread(place, format!("{n_within} Processor resources"), "cores and threads are no parts");
    }
}

/// Values of `ProcessorType` are those of DSP8010.
fn sort_of(body: &Body<'_>) -> Sort {
    if uri::segments(body.path()).iter().any(|segment| segment == "subprocessors") {
        return Sort::Within;
    }
    let kind = body.text(&["ProcessorType"]).unwrap_or_default();
    let words = [Some(body.id().to_string()), body.text(&["Name"]), body.text(&["Model"])];
    let says_gpu = words.into_iter().flatten().any(|word| comparable(&word).contains("GPU"));
    match kind.as_str() {
        "GPU" | "Accelerator" => Sort::Gpu,
        "Core" | "Thread" => Sort::Within,
        "" if says_gpu => Sort::Gpu,
        "CPU" | "" => Sort::Cpu,
        _ => Sort::Other,
    }
}

fn read_processor(body: &Body<'_>, sort: Sort) -> Sighting {
    let kind = match sort {
        Sort::Cpu => ComponentKind::Cpu,
        Sort::Gpu => ComponentKind::Gpu,
        Sort::Other | Sort::Within => ComponentKind::Unknown,
    };
    let mut sighting = Sighting::of(kind, body);
    let cores = body.whole(&["TotalCores"]).filter(|cores| *cores > 0);
    sighting.facts().cores = cores.and_then(|cores| u32::try_from(cores).ok());
    if sort == Sort::Gpu {
        sighting.facts().capacity = own_memory(body);
    }
    for path in [["Links", "PCIeDevice"], ["Links", "PCIeFunctions"]] {
        sighting.keys.extend(body.links(&path).into_iter().map(device_key));
    }
    // A baseboard system calls HGX_CPU_0 what its host calls CPU_0.
    sighting.aliases.insert(body.id().trim_start_matches("hgx_").to_string());
    sighting
}

/// The key of the PCIeDevice a link is to, or is to a function of.
pub(super) fn device_key(link: &str) -> String {
    let plain = uri::plain(link);
    let device = plain.split("/pciefunctions").next().unwrap_or_default();
    uri::key(device)
}

/// Memory on the accelerator itself, caches left out.
fn own_memory(body: &Body<'_>) -> Option<Bytes> {
    let total = body.whole(&["MemorySummary", "TotalMemorySizeMiB"]).filter(|mib| *mib > 0);
    let chips = body.items("ProcessorMemory");
    let chips = chips.iter().filter(|chip| !chip.text(&["MemoryType"]).unwrap_or_default().contains("Cache"));
    let sum: u64 = chips.filter_map(|chip| chip.whole(&["CapacityMiB"])).fold(0, u64::saturating_add);
    total.or((sum > 0).then_some(sum)).and_then(Bytes::from_mib)
}

/// What only the board around a GPU tells of it (quirk `module-words`).
pub(super) fn add_module_words(scope: &Scope<'_>, gpus: &mut Parts, model: Option<&str>) {
    for gpu in gpus.iter_mut() {
        if gpu.is_named() {
            continue;
        }
        for word in module_words(scope, gpu).into_iter().chain(model.map(str::to_string)) {
            gpu.phrases.push(word);
        }
        if gpu.is_named() {
            gpu.quirks.add(quirks::MODULE_WORDS);
        }
    }
}

/// The words of the processor module a GPU says it is on.
fn module_words(scope: &Scope<'_>, gpu: &Sighting) -> Vec<String> {
    let body = gpu.keys.iter().find_map(|key| scope.tree.body(uri::path(key)));
    let context = body.and_then(|body| body.text(&["Location", "PartLocationContext"])).unwrap_or_default();
    let module = uri::last(&context).to_lowercase();
    let chassis = scope.chassis().into_iter().find(|chassis| !module.is_empty() && chassis.id().ends_with(&module));
    let Some(chassis) = chassis else { return Vec::new() };
    let assembly = format!("{}/assembly", chassis.path());
    let pieces = scope.tree.body(&assembly).map(|assembly| assembly.items("Assemblies")).unwrap_or_default();
    let told = pieces.iter().filter_map(|piece| piece.text(&["Model"])).chain(chassis.text(&["Model"]));
    let mut words: Vec<String> = Vec::new();
    for word in told.filter(|word| !quirks::is_placeholder(word)) {
        if !words.contains(&word) {
            words.push(word);
        }
    }
    // A product name has blanks; a board number has none.
    words.sort_by_key(|word| !word.contains(' '));
    words
}

/// Two dies of one module are one part (quirk `two-dies-a-module`): AMD's MI250 family has two.
pub(super) fn pair_dies(gpus: &mut Vec<RawComponent>) {
    let is_die = |gpu: &RawComponent| {
        let words = [&gpu.id.model, &gpu.id.part_number, &gpu.text].into_iter().flatten();
        let two_dies = words.map(|word| comparable(word)).any(|word| word.contains("MI250") || word.contains("MI200"));
        two_dies && gpu.id.serial.is_none()
    };
    let n_dies = gpus.iter().filter(|gpu| is_die(gpu)).count();
    if n_dies < 2 || !n_dies.is_multiple_of(2) {
        return;
    }
    let mut number = 0;
    gpus.retain_mut(|gpu| {
        if !is_die(gpu) {
            return true;
        }
        number += 1;
        gpu.quirks.push(quirks::TWO_DIES);
        number % 2 == 1
    });
}
