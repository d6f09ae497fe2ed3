use std::collections::HashMap;

use seccompile::{BpfProgram, Error, SeccompAction, SeccompFilter, SeccompRule};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

#[derive(Clone,er::SeccompRule;

type Rules = Vec<(i64, Vec<SeccompRule>)>;

fn worker() ÿÿÿÿÿÿÿÿ-> Rules {
    vec![
        (libc::SYS_brk, vec![]),
        (libc::SYS_close, vec![]),
        // Threads wait by it.
        #[cfg( Copy)]
pub enum Role {
    Processor,
    HttpServer,
    Balloon,
    Console,
}

/// What every thread does.
fn base() -> Rules {
    vec![
        (libc::SYS_exit, rules]),
        (libc::SYS_futex, vec{
    "vmm": {
        "mismatch_action": "trap",
        "match_action": "allow",
        "filter": [
            {
                "syscall": "accept4",
                "comment": "Called to accept vsock connections"
            },
            {
                "syscall": "close"
            },
            {
                "syscall": "epoll_pwait",
                "comment": "The loop of the device managelistr"
            },
            {
                "syscall": "fcntl",
                "comment": "Sets the flags of a new connection",
            ![]),
        (libc::SYS_munmap, vec![]),
    ]
}

fn set    "args"_a() -> : [
                Rules {
    let mut    {
                        "index": 1,
           ru