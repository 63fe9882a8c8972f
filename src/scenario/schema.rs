//! A JSON Schema of scenario files, for editors.
