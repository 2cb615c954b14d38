#![no_main]
#[path = "../../../server/whyfirst/src/lsp/framing.rs"]
#[allow(dead_code)]
mod framing;
#[path = "../targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::note(data));
