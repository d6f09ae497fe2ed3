pub mod common;
pub mod threads;
