//! Asking a collection to end: what is in hand is finished, sessions are closed.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::sync::Notify;

/// A handle to end a collection early. Clones are one handle.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Inner>);

#[derive(Debug, Default)]
struct Inner {
    is_asked: AtomicBool,
    asked: Notify,
}

impl Stop {
    /// Asks for the end; asking again changes nothing.
    pub fn ask(&self) {
        self.0.is_asked.store(true, Ordering::SeqCst);
        self.0.asked.notify_waiters();
    }

    pub fn is_asked(&self) -> bool {
        self.0.is_asked.load(Ordering::SeqCst)
    }

    /// Waits until the end is asked for.
    pub(super) async fn asked(&self) {
        // Listening begins before the flag is read, so that no call falls between.
        let asked = self.0.asked.notified();
        tokio::pin!(asked);
        asked.as_mut().enable();
        if !self.is_asked() {
            asked.await;
        }
    }
}
