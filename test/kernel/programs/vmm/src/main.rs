//! A machine on `/dev/kvm` that adds two numbers. The vCPU thread, which nobody named after its list,
//! and a device thread have filters; the main thread has none and makes many other requests.

mod filter;

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, RawFd};
use std::thread;

/// `mov al, bl; add al, cl; hlt`
const CODE: [u8; 5] = [0x88, 0xd8, 0x00, 0xc8, 0xf4];
const CODE_AT: u64 = 0x1000;
const MEMORY: usize = 0x2000;

// linux/kvm.h, x86_64.
const KVM_CREATE_VM: u64 = 0xae01;
const KVM_CHECK_EXTENSION: u64 = 0xae03;
const KVM_GET_VCPU_MMAP_SIZE: u64 = 0xae04;
const KVM_CREATE_VCPU: u64 = 0xae41;
const KVM_SET_TSS_ADDR: u64 = 0xae47;
const KVM_SET_USER_MEMORY_REGION: u64 = 0x4020_ae46;
const KVM_GET_CLOCK: u64 = 0x8030_ae7c;
const KVM_RUN: u64 = 0xae80;
const KVM_GET_REGS: u64 = 0x8090_ae81;
const KVM_SET_REGS: u64 = 0x4090_ae82;
const KVM_GET_SREGS: u64 = 0x8138_ae83;
const KVM_SET_SREGS: u64 = 0x4138_ae84;

#[repr(C)]
struct Region {
    slot: u32,
    flags: u32,
    guest_address: u64,
    bytes: u64,
    host_address: u64,
}

/// struct kvm_regs: rax, rbx, rcx … rip is its 17th word, rflags its 18th.
type Regs = [u64; 18];
/// struct kvm_sregs; the code segment is its first, with its base in front.
type Sregs = [u8; 312];

fn ioctl(fd: RawFd, request: u64, argument: u64) -> io::Result<i32> {
    // SAFETY: each request is given what linux/kvm.h says.
    let result = unsafe { libc::ioctl(fd, request, argument) };
    if result < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(result)
    }
}

fn main() {
    let kvm = File::options()
        .read(true)
        .write(true)
        .open("/dev/kvm")
        .expect("/dev/kvm");
    for extension in 0..40 {
        ioctl(kvm.as_raw_fd(), KVM_CHECK_EXTENSION, extension).expect("KVM_CHECK_EXTENSION");
    }
    ioctl(kvm.as_raw_fd(), KVM_GET_VCPU_MMAP_SIZE, 0).expect("KVM_GET_VCPU_MMAP_SIZE");
    let vm = ioctl(kvm.as_raw_fd(), KVM_CREATE_VM, 0).expect("KVM_CREATE_VM");
    // SAFETY: the descriptors are new and nobody else's.
    let vm = unsafe { File::from_raw_fd(vm) };
    ioctl(vm.as_raw_fd(), KVM_SET_TSS_ADDR, 0xfffb_d000).expect("KVM_SET_TSS_ADDR");
    // SAFETY: a fresh anonymous mapping.
    let memory = unsafe {
        let flags = libc::MAP_PRIVATE | libc::MAP_ANONYMOUS;
        let protection = libc::PROT_READ | libc::PROT_WRITE;
        libc::mmap(std::ptr::null_mut(), MEMORY, protection, flags, -1, 0)
    };
    // SAFETY: the code fits the mapping.
    unsafe {
        memory
            .cast::<u8>()
            .add(CODE_AT as usize)
            .copy_from(CODE.as_ptr(), CODE.len())
    };
    let region = Region {
        slot: 0,
        flags: 0,
        guest_address: 0,
        bytes: MEMORY as u64,
        host_address: memory as u64,
    };
    ioctl(
        vm.as_raw_fd(),
        KVM_SET_USER_MEMORY_REGION,
        &raw const region as u64,
    )
    .expect("memory");
    let vcpu = ioctl(vm.as_raw_fd(), KVM_CREATE_VCPU, 0).expect("KVM_CREATE_VCPU");
    // SAFETY: as above.
    let vcpu = unsafe { File::from_raw_fd(vcpu) };

    let device = thread::Builder::new().name("blk0".into());
    let device = device.spawn(|| {
        filter::apply(filter::Thread::Device).expect("the device's filter");
        std::process::id()
    });
    let guest = thread::Builder::new().name("worker-7".into());
    let guest = guest.spawn(move || {
        filter::apply(filter::Thread::Vcpu).expect("the vCPU's filter");
        // The main thread closes it: this one may not.
        (run(&vcpu).expect("the machine runs"), vcpu)
    });
    let mut clock = [0u64; 6];
    for _ in 0..100 {
        ioctl(vm.as_raw_fd(), KVM_GET_CLOCK, clock.as_mut_ptr() as u64).expect("KVM_GET_CLOCK");
    }
    device.expect("a thread").join().expect("the device ends");
    let (sum, _vcpu) = guest.expect("a thread").join().expect("the guest ends");
    println!("2 + 3 = {sum}");
    assert_eq!(sum, 5);
}

fn run(vcpu: &File) -> io::Result<u64> {
    let fd = vcpu.as_raw_fd();
    let mut special: Sregs = [0; 312];
    ioctl(fd, KVM_GET_SREGS, special.as_mut_ptr() as u64)?;
    // The base and the selector of the code segment: addresses are those of the mapping.
    special[..8].fill(0);
    special[12..14].fill(0);
    ioctl(fd, KVM_SET_SREGS, special.as_ptr() as u64)?;
    let mut regs: Regs = [0; 18];
    (regs[1], regs[2], regs[16], regs[17]) = (2, 3, CODE_AT, 2);
    ioctl(fd, KVM_SET_REGS, regs.as_ptr() as u64)?;
    ioctl(fd, KVM_RUN, 0)?;
    ioctl(fd, KVM_GET_REGS, regs.as_mut_ptr() as u64)?;
    thread::yield_now();
    Ok(regs[0] & 0xff)
}
