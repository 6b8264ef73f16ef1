//! The workers of this process: they look for jobs, do them, and clear away what nobody confirmed.

use std::sync::Arc;
use std::time::Duration;

use junheng_app::{Trouble, Visitor, Workshop};
use junheng_domain::Severity;

use crate::house::House;

/// How long a worker without work waits before it looks again.
const PAUSE: Duration = Duration::from_millis(400);
/// How often old uploads are looked for and clocks compared, in pauses.
const CLEARING: u32 = 4000;

/// Does jobs until the process ends.
pub(crate) async fn work(house: Arc<House>, number: u32) {
    let worker = format!("{}-{}-{number}", std::process::id(), house.now());
    let shop = Workshop { reader: house.settings.reader.clone(), worker };
    let mut pauses = 0;
    loop {
        match turn(&house, &shop).await {
            Ok(true) => {}
            Ok(false) => {
                if pauses % CLEARING == 0 {
                    clear(&house).await;
                    compare_clocks(&house).await;
                }
                pauses += 1;
                tokio::time::sleep(PAUSE).await;
            }
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "a worker could not go on");
                tokio::time::sleep(PAUSE * 10).await;
            }
        }
    }
}

/// Does the next job, if there is one.
pub(crate) async fn turn(house: &House, shop: &Workshop) -> Result<bool, Trouble> {
    let clock = || house.now();
    house.office.work(shop, &clock, &|person| Box::pin(introduce(house, person))).await
}

async fn clear(house: &House) {
    if let Err(error) = house.office.clear_uploads(&house.now()).await {
        tracing::error!(error = &error as &dyn std::error::Error, "old uploads could not be cleared");
    }
}

/// Records that the database server's clock and ours do not agree about cannot be put in order.
async fn compare_clocks(house: &House) {
    match house.office.clocks(&house.now()).await {
        Ok(finding) if finding.severity == Severity::Note => {}
        Ok(finding) => {
            tracing::warn!(args = ?finding.args, "the clock of the database server differs from ours")
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the clocks could not be compared");
        }
    }
}

/// Who a person is as of now, with their posts; nobody when they may no longer sign in.
async fn introduce(house: &House, person: String) -> Result<Option<Visitor>, Trouble> {
    #[cfg(test)]
    if let Some(visitor) = house.met.lock().ok().and_then(|met| met.get(&person).cloned()) {
        return Ok(Some(visitor));
    }
    house.office.visitor_of(&person, &house.now()).await
}
