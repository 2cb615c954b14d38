//! The guide: that its files are sound, worth reading and spelt rightly, and how packs join it.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, and says where"
)]

mod common;
mod content;
mod packs;
mod quality;
mod spelling;
