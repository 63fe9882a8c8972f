//! Every key in force, with its unit, source and meaning.
