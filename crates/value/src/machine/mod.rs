//! What a machine fetches as it stands: base + Σ φ_class × content.
//!
//! Fitted on observations of whole machines, per segment, in logs:
//!   ln p_j = e_jᵀγ + v_platform + ln(B_j + Σ_c logistic(f_c)·S_jc) + ε_j,  ln B_j = x_jᵀβ,
//! with S_jc the price its content of class c had on that day. Gauss–Newton: linearized
//! at the current point it is the pooled regression of [`crate::fit`], priors and heavy
//! tails included; the posterior of the last step gives the draws.

mod design;
mod fit;

pub use fit::{MachineFit, MachinePrice};
