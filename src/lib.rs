pub mod domain;

pub mod randomness;

pub mod policies;

pub mod flow;

pub mod results;

pub mod scenario;

pub mod published;

pub mod ssda903;

pub mod synth;

pub mod report;

pub mod experiment;

pub mod cli;
