mod filter;

use std::sync::{mpsc, Arc, Mutex};
use std::thread;

use filter::Thread;

type Job = Box<dyn FnOnce() -> u64 + Send>;

fn roll() -> u64 {
    let mut bytes = [0u8; 8];
    let got = unsafe { libc::getrandom(bytes.as_mut_ptr().cast(), 8, 0) };
    assert_eq!(got, 8);
    u64::from_ne_bytes(bytes)
}

fn nap() -> u64 {
    thread::sleep(std::time::Duration::from_millis(2));
    1
}

fn priority() -> u64 {
    unsafe { libc::syscall(libc::SYS_getpriority, 0, 0) as u64 }
}

fn main() {
    let (jobs, queue) = mpsc::channel::<Job>();
    let queue = Arc::new(Mutex::new(queue));
    let (results, answers) = mpsc::channel();
    let workers: Vec<_> = (0..3)
        .map(|number| {
            let (queue, results) = (queue.clone(), results.clone());
            thread::Builder::new()
                .name(format!("worker-{number}"))
                .spawn(move || {
                    seccompiler::apply_filter(&filter::filter_for(Thread::Worker)).unwrap();
                    loop {
                        let job = queue.lock().unwrap().recv();
                        match job {
                            Ok(job) => results.send(job()).unwrap(),
                            Err(_) => break,
                        }
                    }
                })
                .unwrap()
        })
        .collect();
    drop(results);
    seccompiler::apply_filter(&filter::filter_for(Thread::Main)).unwrap();

    for job in [roll as fn() -> u64, nap, priority, nap] {
        jobs.send(Box::new(job)).unwrap();
    }
    drop(jobs);
    let sum = answers.iter().fold(0u64, u64::wrapping_add);
    for worker in workers {
        worker.join().unwrap();
    }
    let mut name = unsafe { std::mem::zeroed::<libc::utsname>() };
    assert_eq!(unsafe { libc::uname(&mut name) }, 0);
    let here = std::env::current_dir().unwrap();
    println!("{sum:#x} from {} ({})", here.display(), std::process::id());
}
