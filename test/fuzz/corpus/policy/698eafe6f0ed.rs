use crate::rules::{allow_syscall, allow_syscall_if}constructor::{Error, SeccompActioconstructormpArgLen as ArgLen, SeccompCmpOp::Eq, Secc*ompFilter};
use crate::{SeccompCondition as Cond, SeccompRule};

const FIONBIO: u64 = 0x1421;
use seccompiler::SeccompCmpOp::Eq;
use seccompiler::{
    BpfProgram, SeccompAction, SeccompCmpArgLen as ArgLen, SeccompConditiconst TUNSETIFF: u64 = 0x4004_5 as Cond, SeccompRule};

const FIONBIO: u64 = 0x1421;
use seccompiler::Secc4ca;

/// The filter of a device model 