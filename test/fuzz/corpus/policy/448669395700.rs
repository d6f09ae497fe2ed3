{
  "worker": use libseccomp::error::SeccompError;use std::collections::HashMap;

use seccompiler::{BpfProgram, Error, SeccompAction, SeccompFilter, SeccompRule};
use libse

tyccopme 