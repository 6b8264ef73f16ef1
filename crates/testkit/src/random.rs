//! Repeatable randomness: the same seed gives the same numbers on every machine and with any number of threads.
//! Only sums, products and comparisons are used, never a function whose last digit depends on the platform.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};

/// A stream of random numbers. Streams of one seed are independent of each other, so that each county can be made
/// alone and in any order.
#[derive(Debug, Clone)]
pub struct Random(ChaCha8Rng);

impl Random {
    #[must_use]
    pub fn new(seed: u64, stream: u64) -> Self {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        rng.set_stream(stream);
        Self(rng)
    }

    /// Evenly spread over `0.0..1.0`.
    pub fn unit(&mut self) -> f64 {
        let bits = self.0.next_u64() >> 11;
        bits as f64 / (1_u64 << 53) as f64
    }

    /// Evenly spread over `low..high`.
    pub fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * self.unit()
    }

    /// Evenly spread whole number below `limit`; 0 when the limit is 0.
    pub fn below(&mut self, limit: u32) -> u32 {
        let wide = u64::from(self.0.next_u32()) * u64::from(limit);
        (wide >> 32) as u32
    }

    /// True with the given chance.
    pub fn chance(&mut self, share: f64) -> bool {
        self.unit() < share
    }

    /// Bell-shaped around `mean`: the sum of four even numbers, scaled to the standard deviation `spread`. Never more
    /// than 3.5 `spread` away.
    pub fn bell(&mut self, mean: f64, spread: f64) -> f64 {
        let sum: f64 = (0..4).map(|_| self.unit() - 0.5).sum();
        mean + sum * spread * 3_f64.sqrt()
    }

    /// A number whose quantiles are evenly spaced points of `quantiles`, straight between them.
    pub fn quantile(&mut self, quantiles: &[f64]) -> f64 {
        let place = self.unit() * quantiles.len().saturating_sub(1) as f64;
        let below = place as usize;
        let low = quantiles.get(below).copied().unwrap_or(0.0);
        let high = quantiles.get(below + 1).copied().unwrap_or(low);
        low + (high - low) * (place - below as f64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_and_stream_give_the_same_numbers_for_ever() {
        let mut random = Random::new(7, 3);
        let numbers: Vec<u32> = (0..4).map(|_| random.below(1000)).collect();
        assert_eq!(numbers, [525, 181, 522, 92]);
        assert_ne!(Random::new(7, 4).below(u32::MAX), Random::new(7, 3).below(u32::MAX));
    }

    #[test]
    fn a_bell_keeps_its_mean_and_spread() {
        let mut random = Random::new(1, 0);
        let numbers: Vec<f64> = (0..20_000).map(|_| random.bell(10.0, 2.0)).collect();
        let mean = numbers.iter().sum::<f64>() / 20_000.0;
        let variance = numbers.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / 20_000.0;
        assert!((mean - 10.0).abs() < 0.05, "mean {mean}");
        assert!((variance.sqrt() - 2.0).abs() < 0.05, "spread {}", variance.sqrt());
    }
}
