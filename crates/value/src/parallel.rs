//! Independent work on several threads, in an order nobody can tell from the result.

/// `work(state, i)` for i in 0..n, on at most `n_threads` threads, each with a state of
/// its own; results in the order of i. Thread *t* of *k* takes every k-th item from *t*
/// on, so nothing is left to chance; and as each result depends on its item only, the
/// answer is the same for any number of threads.
pub(crate) fn in_parallel<T: Send, S>(
    n: usize,
    n_threads: usize,
    state: impl Fn() -> S + Sync,
    work: impl Fn(&S, usize) -> T + Sync,
) -> Vec<T> {
    let k = n_threads.clamp(1, n.max(1));
    if k == 1 {
        let state = state();
        return (0..n).map(|i| work(&state, i)).collect();
    }
    let mut results: Vec<Option<T>> = (0..n).map(|_| None).collect();
    let run = &|t: usize| {
        let state = state();
        (t..n).step_by(k).map(|i| (i, work(&state, i))).collect::<Vec<(usize, T)>>()
    };
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..k).map(|t| scope.spawn(move || run(t))).collect();
        for worker in workers {
            // A panic of a worker is a bug of ours: it goes on up, as it would on one thread.
            let done = worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            for (i, result) in done {
                results[i] = Some(result);
            }
        }
    });
    results.into_iter().flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::in_parallel;

    #[test]
    fn results_come_in_order_whatever_the_number_of_threads() {
        let one = in_parallel(100, 1, || (), |(), i| i * i);
        for k in [2, 3, 8, 200] {
            assert_eq!(in_parallel(100, k, || (), |(), i| i * i), one);
        }
        assert!(in_parallel(0, 4, || (), |(), i| i).is_empty());
    }
}
