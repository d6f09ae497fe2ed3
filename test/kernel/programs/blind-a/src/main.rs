//! A toy monitor: one guest of three instructions, one confined vCPU thread, one free device thread.

mod filter;

use std::{sync::mpsc, thread};

const KVM_GET_API_VERSION: u64 = 0xae00;
const KVM_CREATE_VM: u64 = 0xae01;
const KVM_CHECK_EXTENSION: u64 = 0xae03;
const KVM_GET_VCPU_MMAP_SIZE: u64 = 0xae04;
const KVM_CREATE_VCPU: u64 = 0xae41;
const KVM_SET_USER_MEMORY_REGION: u64 = 0x4020_ae46;
const KVM_GET_REGS: u64 = 0x8090_ae81;
const KVM_GET_SREGS: u64 = 0x8138_ae83;
const KVM_GET_FPU: u64 = 0x81a0_ae8c;
const KVM_SET_FPU: u64 = 0x41a0_ae8d;
const KVM_GET_MP_STATE: u64 = 0x8004_ae98;

fn ioctl(fd: i32, request: u64, arg: u64) -> i32 {
    let done = unsafe { libc::ioctl(fd, request as _, arg) };
    if done < 0 {
        let why = std::io::Error::last_os_error();
        eprintln!("ioctl {request:#x}: {why}");
        std::process::exit(3);
    }
    done
}

fn at(bytes: &mut [u64]) -> u64 {
    bytes.as_mut_ptr() as u64
}

fn main() {
    let kvm = unsafe { libc::open(c"/dev/kvm".as_ptr(), libc::O_RDWR | libc::O_CLOEXEC) };
    assert!(kvm >= 0, "no /dev/kvm");
    assert_eq!(ioctl(kvm, KVM_GET_API_VERSION, 0), 12);
    let vm = ioctl(kvm, KVM_CREATE_VM, 0);
    let size = ioctl(kvm, KVM_GET_VCPU_MMAP_SIZE, 0) as usize;
    let (read_write, private) = (libc::PROT_READ | libc::PROT_WRITE, libc::MAP_PRIVATE | libc::MAP_ANONYMOUS);
    let memory = unsafe { libc::mmap(std::ptr::null_mut(), 0x1000, read_write, private, -1, 0) };
    // add al, bl; hlt
    unsafe { std::ptr::copy_nonoverlapping([0x00u8, 0xd8, 0xf4].as_ptr(), memory.cast(), 3) };
    let mut region = [0u64, 0x1000, 0x1000, memory as u64];
    ioctl(vm, KVM_SET_USER_MEMORY_REGION, at(&mut region));
    let vcpu = ioctl(vm, KVM_CREATE_VCPU, 0);
    unsafe { libc::mmap(std::ptr::null_mut(), size, read_write, libc::MAP_SHARED, vcpu, 0) };

    let (stop, stopped) = mpsc::channel::<()>();
    let devices = thread::Builder::new()
        .name("devices".into())
        .spawn(move || {
            for extension in 0..40 {
                ioctl(kvm, KVM_CHECK_EXTENSION, extension);
                let mut window = libc::winsize { ws_row: 0, ws_col: 0, ws_xpixel: 0, ws_ypixel: 0 };
                unsafe { libc::ioctl(1, libc::TIOCGWINSZ, &mut window) };
            }
            stopped.recv().ok();
        })
        .unwrap();

    let guest = thread::Builder::new()
        .name("vcpu0".into())
        .spawn(move || {
            let mut sregs = [0u64; 39];
            ioctl(vcpu, KVM_GET_SREGS, at(&mut sregs));
            seccompiler::apply_filter(&filter::vcpu_filter().unwrap()).unwrap();
            // cs: base and selector 0.
            sregs[0] = 0;
            sregs[1] &= !0xffff_0000_0000;
            let cs_low = &mut sregs[1];
            *cs_low &= !(0xffff << 32);
            ioctl(vcpu, filter::KVM_SET_SREGS, at(&mut sregs));
            let mut regs = [0u64; 18];
            (regs[0], regs[1], regs[16], regs[17]) = (2, 3, 0x1000, 2);
            ioctl(vcpu, filter::KVM_SET_REGS, at(&mut regs));
            let mut fpu = [0u64; 52];
            ioctl(vcpu, KVM_GET_FPU, at(&mut fpu));
            ioctl(vcpu, KVM_SET_FPU, at(&mut fpu));
            ioctl(vcpu, filter::KVM_RUN, 0);
            ioctl(vcpu, KVM_GET_REGS, at(&mut regs));
            let mut state = [0u64; 1];
            ioctl(vcpu, KVM_GET_MP_STATE, at(&mut state));
            let mut node = 0u32;
            unsafe { libc::syscall(libc::SYS_getcpu, &mut node, 0, 0) };
            regs[0]
        })
        .unwrap();
    let sum = guest.join().unwrap();
    stop.send(()).unwrap();
    devices.join().unwrap();
    assert_eq!(sum & 0xff, 5);
    println!("2 + 3 = {}", sum & 0xff);
}
