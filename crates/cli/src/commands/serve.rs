//! `serve`: the pages and the API, until the process is told to end.

use junheng_web::{House, ServeError, Settings, Transport, serve};

use super::{Desk, demo};
use crate::args::ServeArgs;
use crate::failure::Failure;
use crate::log;
use crate::page::print;

pub(crate) async fn run(desk: &Desk, args: ServeArgs) -> Result<(), Failure> {
    log::begin(args.log);
    let sample = args.sample.then(|| demo::at_the_sample(desk));
    let desk = sample.as_ref().unwrap_or(desk);
    let office = if args.sample { demo::prepared(desk).await? } else { desk.office_or_new().await? };
    let transport = match (args.tls_cert, args.tls_key) {
        (Some(cert), Some(key)) => Transport::Tls { cert, key },
        _ if args.behind_proxy || !args.proxy.is_empty() => Transport::BehindProxy { proxies: args.proxy },
        _ => Transport::Plain,
    };
    let scheme = if matches!(transport, Transport::Tls { .. }) { "https" } else { "http" };
    let reader = std::env::current_exe().map_err(Failure::internal)?;
    let set_up = office.set_up_link(&desk.operator.permit(), &desk.now()).await?;
    let (listen, admin_networks) = (args.listen, args.admin_network);
    let house = House::new(office, Settings { listen, transport, admin_networks, reader, clock: desk.clock });
    let serving = serve(house).await.map_err(|error| failure(&error))?;
    let address = format!("{scheme}://{}", serving.address());
    print(format!("{}\n", desk.say("serve.listening", &[("address", &address)])).as_bytes())?;
    if let Some(link) = set_up {
        let args = [("link", format!("{address}{}", link.path)), ("at", link.expires_at)];
        let args = args.each_ref().map(|(name, value)| (*name, value.as_str()));
        print(format!("{}\n", desk.say("serve.set-up", &args)).as_bytes())?;
    }
    if args.sample {
        print(
            format!("{}\n", desk.say("serve.sample", &[("folder", &desk.folder().display().to_string())]))
                .as_bytes(),
        )?;
    }
    serving.until(told_to_end()).await.map_err(|error| failure(&error))
}

fn failure(error: &ServeError) -> Failure {
    match error {
        ServeError::InTheClear(address) => {
            Failure::usage("in-the-clear", &[("address", &address.to_string())])
        }
        ServeError::Listen { address, .. } => {
            Failure::unavailable("listen", &[("address", &address.to_string())], error)
        }
        ServeError::Certificate { cert, .. } => {
            Failure::unavailable("certificate", &[("path", &cert.display().to_string())], error)
        }
        ServeError::Stopped(_) => Failure::internal(error),
    }
}

/// Ends on an interrupt from the keyboard, and on the signal that service managers send.
async fn told_to_end() {
    let interrupted = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminated = std::future::pending::<()>();
    tokio::select! {
        () = interrupted => {}
        () = terminated => {}
    }
}
