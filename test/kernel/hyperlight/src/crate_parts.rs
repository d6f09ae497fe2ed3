//! What stands around the crate's own files, which the test copies beside this one. Nothing here says
//! what is allowed.

use std::collections::BTreeMap;

#[path = "hyperlight/seccomp/mod.rs"]
pub(crate) mod seccomp;
#[path = "hyperlight/signal_handlers/mod.rs"]
pub(crate) mod signal_handlers;

pub(crate) mod sandbox {
    pub type ExtraAllowedSyscall = i64;

    #[derive(Default)]
    pub struct SandboxConfiguration;

    impl SandboxConfiguration {
        pub fn get_interrupt_vcpu_sigrtmin_offset(&self) -> u8 {
            0
        }
    }
}

use sandbox::ExtraAllowedSyscall;

#[derive(Debug)]
#[allow(dead_code)] // They are only printed.
pub enum HyperlightError {
    DisallowedSyscall,
    Error(String),
    IOError(std::io::Error),
    SeccompFilterBackendError(seccompiler::BackendError),
    SeccompFilterError(seccompiler::Error),
    TryFromIntError(std::num::TryFromIntError),
    VmmSysError(vmm_sys_util::errno::Error),
}

pub type Result<T> = std::result::Result<T, HyperlightError>;

macro_rules! from {
    ($($variant:ident($error:ty)),* $(,)?) => {
        $(impl From<$error> for HyperlightError {
            fn from(error: $error) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from! {
    IOError(std::io::Error),
    SeccompFilterBackendError(seccompiler::BackendError),
    SeccompFilterError(seccompiler::Error),
    TryFromIntError(std::num::TryFromIntError),
}

#[macro_export]
macro_rules! new_error {
    ($($text:tt)*) => { $crate::HyperlightError::Error(format!($($text)*)) };
}

#[macro_export]
macro_rules! log_then_return {
    ($($text:tt)*) => { return Err($crate::new_error!($($text)*)) };
}

// `fn maybe_with_seccomp`, from the crate's sandbox/host_funcs.rs.
include!("hyperlight/maybe_with_seccomp.rs");

type Function = Box<dyn Fn() -> Result<i64> + Send + Sync>;

pub struct UninitializedSandbox {
    functions: BTreeMap<String, (Function, Option<Vec<ExtraAllowedSyscall>>)>,
}

impl UninitializedSandbox {
    pub fn new() -> Result<Self> {
        signal_handlers::setup_signal_handlers(&sandbox::SandboxConfiguration)?;
        Ok(Self {
            functions: BTreeMap::new(),
        })
    }

    #[allow(dead_code)] // What a fix takes the place of.
    pub fn register(
        &mut self,
        name: impl AsRef<str>,
        function: impl Fn() -> Result<i64> + Send + Sync + 'static,
    ) -> Result<()> {
        self.functions
            .insert(name.as_ref().into(), (Box::new(function), None));
        Ok(())
    }

    #[allow(dead_code)] // What a fix makes of `register`.
    pub fn register_with_extra_allowed_syscalls(
        &mut self,
        name: impl AsRef<str>,
        function: impl Fn() -> Result<i64> + Send + Sync + 'static,
        extra: impl IntoIterator<Item = ExtraAllowedSyscall>,
    ) -> Result<()> {
        let extra = extra.into_iter().collect();
        self.functions
            .insert(name.as_ref().into(), (Box::new(function), Some(extra)));
        Ok(())
    }

    pub fn call(&self, name: &str) -> Result<i64> {
        let (function, extra) = &self.functions[name];
        maybe_with_seccomp(name, extra.as_deref(), function)
    }
}
