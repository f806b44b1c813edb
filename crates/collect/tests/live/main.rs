//! Collecting from controllers on loopback: our own, with every kind of fault, and a public tool's.

#[cfg(test)]
mod asking;
#[cfg(test)]
mod hosts;
#[cfg(test)]
mod mock;
#[cfg(test)]
mod python;
#[cfg(test)]
mod record;
#[cfg(test)]
mod tls;
