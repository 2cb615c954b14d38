#![no_main]
#[path = "../program.rs"]
#[allow(dead_code)]
mod program;
#[path = "../targets.rs"]
#[allow(dead_code)]
mod targets;

libfuzzer_sys::fuzz_target!(|data: &[u8]| targets::front_matter(data));
