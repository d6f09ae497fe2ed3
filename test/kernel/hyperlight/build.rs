fn main() {
    // What hyperlight-host's feature "seccomp" comes to.
    println!("cargo:rustc-cfg=seccomp");
    println!("cargo:rustc-check-cfg=cfg(seccomp)");
    println!("cargo:rustc-check-cfg=cfg(gdb)");
}
