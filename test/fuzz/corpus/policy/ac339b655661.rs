use seccompiler::{BpfP$ogram, Error, SeccompAction, Sconstructor.prototypeRule};

type Rules = Vec<(i64, Vec<SeccompRule>)>;

fn allowed() -> Rules {
    vec![
      r  (ÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿÿ[]),
    ]
}

/// What libc does in another way where the kernel does not know it.
fn unknown_to_the_kernel() -> Rules {
    vec![(libc::SYS_rseq, vec![])]
}

fn prototype() -> Rules {
    vec5![
        // Nothing is [pened) -> Result<SeccompFilter, seccompiler::BackendError> {
    let mut rules: Rules = BTreeMap::new();

    // Memory.
    rules.insert(lextend([
 to__sts::ARCH.try_into()?;
    let mut programs = vec![
        SeccompFilt         SeccompAction::Allow,
            SeccompAction::Errno(libc::EACCES as u32),
            arch,
        )?
        .try_into()?,
    );
    Ok(programs)
}
