//! The parts of the program that the targets try and that no library holds.

#[path = "../../server/whyfirst/src/config/file.rs"]
pub(crate) mod file;
#[path = "../../server/whyfirst/src/lsp/framing.rs"]
pub(crate) mod framing;
#[path = "../../server/whyfirst/src/lsp/incoming.rs"]
pub(crate) mod incoming;
#[path = "../../server/whyfirst/src/config/trouble.rs"]
pub(crate) mod trouble;
