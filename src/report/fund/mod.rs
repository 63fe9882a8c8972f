//! What a person reads of `swpsim fund`: sentences, tables, the terminal's text and the files.

pub mod sentences;

pub mod tables;

pub mod text;

pub mod files;

#[cfg(test)]
pub mod invented;
