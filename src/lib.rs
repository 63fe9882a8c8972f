pub mod domain;

pub mod randomness;

pub mod results;

pub mod scenario;

pub mod published;
