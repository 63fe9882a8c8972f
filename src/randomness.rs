//! The one place where chance is handed out.
//!
//! A draw is a pure function of (seed, replicate, source, subject, nth): nothing else can change it, neither
//! the policy, nor the thread, nor another child. Subjects are children, posts, months and panels, each with a
//! key of its own that does not depend on who else is there.
//!
//! Bits are portable: uniform numbers are integer arithmetic, and logarithms come from `libm`, never from the
//! machine's own library, whose fused multiply-add changes the last bit from processor to processor.

use std::sync::LazyLock;

use rand_distr::{Distribution, OpenClosed01};
use rand_xoshiro::SplitMix64;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

/// A generator for one purpose of one subject: SplitMix64 (Steele, Lea & Flood 2014), whose state is the mixed key
/// itself. Streams are short and there are many, so that starting one must cost nothing.
pub type Source = SplitMix64;

/// Declares the sources of chance with their explanations.
macro_rules! chances {
    ($($(#[doc = $doc:literal])+ $name:ident = $number:literal,)+) => {
        /// Every source of chance in the model. If it is not listed here, it is not random.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[repr(u64)]
        pub enum Chance { $($(#[doc = $doc])+ $name = $number),+ }

        impl Chance {
            /// Every source with its explanation, for `swpsim flow`.
            pub const LISTED: &'static [(Chance, &'static str, &'static str)] =
                &[$((Chance::$name, stringify!($name), concat!($($doc),+))),+];
        }
    };
}

chances! {
    /// How many groups of children come into care in a month.
    Arrivals = 1,
    /// When in the month a group comes, and how many siblings it has.
    Arrival = 2,
    /// A child's age, sex, ethnicity, need, legal route, band and place.
    Characteristics = 3,
    /// How much resilience a stay in care starts with, and why it will end.
    Stay = 4,
    /// Where a child lives first.
    FirstPlacement = 5,
    /// How much resilience a placement starts with.
    PlacementLength = 6,
    /// The type of the next placement.
    NextPlacement = 7,
    /// How prone to moves a child is (frailty).
    Frailty = 8,
    /// Planned placements before an exit, and when they begin.
    PlannedLead = 9,
    /// Whether and when a child who left comes back.
    Reentry = 10,
    /// Changes of band.
    BandChange = 11,
    /// Legal steps: interim order, end of proceedings.
    Legal = 12,
    /// The price of a placement relative to its type.
    PlacementPrice = 13,
    /// The yearly price shock of the whole authority.
    PriceShock = 14,
    /// The score of a two-year assessment.
    Assessment = 15,
    /// The published draw of a panel.
    PanelDraw = 16,
    /// Whether a child wishes to stay out of the transfer.
    Wish = 17,
    /// Whether a case is passed on at a boundary between teams.
    TeamPath = 18,
    /// Which cases a starter takes over from a colleague.
    RebalancedCase = 19,
    /// When a worker leaves the post.
    WorkerLeaves = 20,
    /// How long a post stays vacant.
    TimeToFill = 21,
    /// Whether an agency worker covers, and for how long.
    Agency = 22,
    /// Long absences of workers.
    Absence = 23,
    /// Tenure of the workers in post on the first day.
    OpeningTenure = 24,
    /// Whether a care leaver stays in touch and is supported.
    CareLeaver = 25,
    /// High-cost episodes.
    HighCost = 26,
    /// Changes of status with the same carer.
    StatusChange = 27,
    /// A draw of the uncertain parameters.
    ParameterDraw = 28,
    /// Whether staff come across to the practice with their children.
    StaffTransfer = 29,
    /// When a child is withdrawn from the practice.
    Withdrawal = 40,
    /// When a child asks for another worker.
    Request = 41,
    /// Which handovers both sides agree to shorten.
    ShortenedHandover = 42,
    /// Honest lotteries with which a panel's choice is compared; they move nobody.
    HonestLottery = 43,
    /// The published rule's draws once more, to find each child's chance of selection; they move nobody.
    DrawnAgain = 44,
    /// What a made-up return needs and the model does not know: codes within a type, dates of reviews, health.
    InventedDetail = 45,
    /// When the relationship between a practice and the authority breaks down, and whether the contract ends for it.
    Breakdown = 46,
    /// Which posts of a practice are left in the year in which many leave at once, and when.
    StaffLoss = 47,
    /// Whether a seconded worker goes back to the authority.
    Secondment = 48,
    /// Whether a practice's recruit comes from the authority, and who it is.
    RecruitFromAuthority = 49,
    /// Whether a worker has got to know a child of the team who is not on the own list.
    KnowsChild = 50,
    /// Days of short sickness and of training of a post's holder.
    ShortAbsence = 51,
    /// Weeks in which a post's holder would go on leave.
    Leave = 52,
    /// Whether a child's review is held on time.
    ReviewOnTime = 53,
    /// Whether a child's band is got wrong when the contract is priced, and in whose favour.
    BandingError = 62,
    /// Whether an outcome is met that is not modelled and paid on as a stated probability.
    StatedOutcome = 63,
    /// Who provides a placement.
    PlacementProvider = 54,
    /// Why a child moves to a new carer.
    MoveReason = 55,
    /// Whether a move goes first to a temporary placement, to which, and for how long.
    TemporaryPlacement = 56,
    /// Whether the practice keeps somebody after care, or a care leaver in education.
    FurtherYear = 57,
    /// Whether a move leads out of the authority's area, and whether the case passes to another worker then.
    OutOfArea = 58,
    /// When a contract breaks, whether it is renewed, which staff move along, and when each child goes back.
    ContractEnd = 59,
    /// On whom a shock falls, and when: children by lot, workers one by one.
    ShockFalls = 67,
    /// Who the children are who come with a shock.
    ShockArrival = 68,
    /// Histories drawn again to find how sure a difference of quantiles is; they change nothing.
    DrawnWithReplacement = 69,
}

/// The luck of one replicate: hands out generators by source, subject and occasion.
#[derive(Debug, Clone, Copy)]
pub struct Luck {
    base: u64,
}

impl Luck {
    /// The luck of a replicate under a seed. Seed 0 is a seed like any other.
    pub fn new(seed: u64, replicate: u64) -> Self {
        Self { base: mix(mix(seed ^ 0x5157_5053_494d_2026).wrapping_add(replicate)) }
    }

    /// Another luck of the same replicate: for what might have been drawn instead.
    pub fn instead(self, chance: Chance, nth: u64) -> Luck {
        Self { base: mix(mix(self.base ^ (chance as u64) << 48).wrapping_add(nth)) }
    }

    /// A generator for the `nth` time that `chance` befalls `subject`.
    #[inline]
    pub fn source(self, chance: Chance, subject: u64, nth: u64) -> Source {
        let key = mix(mix(self.base ^ subject).wrapping_add((chance as u64) << 48 | nth));
        Source::seed_from_u64(key)
    }
}

/// Spreads every bit of a key over the whole word (the finaliser of SplitMix64, Steele et al. 2014).
#[inline]
pub fn mix(key: u64) -> u64 {
    let z = key.wrapping_add(0x9e37_79b9_7f4a_7c15);
    let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// A number above 0 and up to 1.
#[inline]
pub fn uniform(source: &mut Source) -> f64 {
    OpenClosed01.sample(source)
}

/// A unit exponential: the resilience of a spell (ziggurat of 256 layers, Marsaglia & Tsang 2000).
///
/// The layers are computed with `libm`, so that the bits do not depend on the machine.
#[inline]
pub fn exponential(source: &mut Source) -> f64 {
    let layers = &*LAYERS;
    loop {
        let bits = source.next_u64();
        let layer = (bits & 0xff) as usize;
        // the 53 high bits do not overlap those of the layer
        let x = (bits >> 11) as f64 * (1.0 / 9_007_199_254_740_992.0) * layers.x[layer];
        if x < layers.x[layer + 1] {
            return x;
        }
        if layer == 0 {
            return LAST_LAYER - libm::log(uniform(source)); // the tail is an exponential again
        }
        let (low, high) = (layers.f[layer], layers.f[layer + 1]);
        if low + (high - low) * uniform(source) < libm::exp(-x) {
            return x;
        }
    }
}

/// Where the tail begins, and the area of each layer (Marsaglia & Tsang 2000, 256 layers).
const LAST_LAYER: f64 = 7.697_117_470_131_05;
const LAYER_AREA: f64 = 3.949_659_822_581_572e-3;

/// Right ends of the layers, the widest first, and the density there.
struct Layers {
    x: [f64; 257],
    f: [f64; 257],
}

static LAYERS: LazyLock<Layers> = LazyLock::new(|| {
    let mut x = [0.0; 257];
    x[0] = LAYER_AREA * libm::exp(LAST_LAYER);
    x[1] = LAST_LAYER;
    for i in 2..256 {
        x[i] = -libm::log(LAYER_AREA / x[i - 1] + libm::exp(-x[i - 1]));
    }
    Layers { x, f: x.map(|x| libm::exp(-x)) }
});

/// A standard normal number, by inversion (one uniform each, so that coupled draws stay coupled).
#[inline]
pub fn normal(source: &mut Source) -> f64 {
    normal_quantile(uniform(source) - f64::EPSILON / 4.0)
}

/// The standard normal quantile (Wichura 1988, algorithm AS 241; relative error below 1e-15).
pub fn normal_quantile(p: f64) -> f64 {
    fn ratio(r: f64, top: &[f64; 8], bottom: &[f64; 8]) -> f64 {
        let horner = |c: &[f64; 8]| c.iter().rev().fold(0.0, |sum, k| sum * r + k);
        horner(top) / horner(bottom)
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(0.180625 - q * q, &CENTRE_TOP, &CENTRE_BOTTOM);
    }
    let tail = if q < 0.0 { p } else { 1.0 - p };
    let r = libm::sqrt(-libm::log(tail));
    let size =
        if r <= 5.0 { ratio(r - 1.6, &MIDDLE_TOP, &MIDDLE_BOTTOM) } else { ratio(r - 5.0, &FAR_TOP, &FAR_BOTTOM) };
    if q < 0.0 { -size } else { size }
}

// Coefficients of AS 241 (PPND16), in rising powers.
const CENTRE_TOP: [f64; 8] = [
    3.387_132_872_796_366_5,
    1.331_416_678_917_843_8e2,
    1.971_590_950_306_551_3e3,
    1.373_169_376_550_946e4,
    4.592_195_393_154_987e4,
    6.726_577_092_700_87e4,
    3.343_057_558_358_813e4,
    2.509_080_928_730_122_7e3,
];
const CENTRE_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091e1,
    6.871_870_074_920_579e2,
    5.394_196_021_424_751e3,
    2.121_379_430_158_659_7e4,
    3.930_789_580_009_271e4,
    2.872_908_573_572_194_3e4,
    5.226_495_278_852_545e3,
];
const MIDDLE_TOP: [f64; 8] = [
    1.423_437_110_749_683_5,
    4.630_337_846_156_546,
    5.769_497_221_460_691,
    3.647_848_324_763_204_5,
    1.270_458_252_452_368_4,
    2.417_807_251_774_506e-1,
    2.272_384_498_926_918_4e-2,
    7.745_450_142_783_414e-4,
];
const MIDDLE_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_759,
    1.676_384_830_183_803_8,
    6.897_673_349_851e-1,
    1.481_039_764_274_800_8e-1,
    1.519_866_656_361_645_7e-2,
    5.475_938_084_995_345e-4,
    1.050_750_071_644_416_9e-9,
];
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103,
    5.463_784_911_164_114,
    1.784_826_539_917_291_3,
    2.965_605_718_285_048_7e-1,
    2.653_218_952_657_612_4e-2,
    1.242_660_947_388_078_4e-3,
    2.711_555_568_743_487_6e-5,
    2.010_334_399_292_288_1e-7,
];
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_88e-1,
    1.369_298_809_227_358e-1,
    1.487_536_129_085_061_5e-2,
    7.868_691_311_456_133e-4,
    1.846_318_317_510_054_7e-5,
    1.421_511_758_316_446e-7,
    2.044_263_103_389_939_8e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_key_gives_the_same_number_and_another_key_another() {
        let luck = Luck::new(0, 3);
        let first = uniform(&mut luck.source(Chance::Stay, 77, 0));
        assert_eq!(first, uniform(&mut Luck::new(0, 3).source(Chance::Stay, 77, 0)));
        for other in [
            luck.source(Chance::Stay, 77, 1),
            luck.source(Chance::Stay, 78, 0),
            luck.source(Chance::Arrival, 77, 0),
            Luck::new(0, 4).source(Chance::Stay, 77, 0),
            Luck::new(1, 3).source(Chance::Stay, 77, 0),
        ] {
            assert_ne!(first, uniform(&mut { other }));
        }
    }

    #[test]
    fn unit_exponentials_have_the_survival_curve_and_the_moments_of_the_law() {
        // 400,000 draws; 5 standard errors at each of 12 points: a false alarm in about 1 of 100,000 seeds
        let n = 400_000u32;
        let luck = Luck::new(11, 0);
        let draws: Vec<f64> =
            (0..n).map(|i| exponential(&mut luck.source(Chance::Stay, u64::from(i), 0))).collect();
        for t in [0.01, 0.1, 0.3, 0.7, 1.0, 1.5, 2.0, 3.0, 5.0, 7.5, 7.8, 9.0] {
            let (p, beyond) = (libm::exp(-t), draws.iter().filter(|x| **x > t).count() as f64 / f64::from(n));
            assert!((beyond - p).abs() < 5.0 * (p * (1.0 - p) / f64::from(n)).sqrt(), "{t}: {beyond} against {p}");
        }
        let mean = draws.iter().sum::<f64>() / f64::from(n);
        assert!((mean - 1.0).abs() < 5.0 / f64::from(n).sqrt(), "{mean}");
        let square = draws.iter().map(|x| x * x).sum::<f64>() / f64::from(n);
        assert!((square - 2.0).abs() < 5.0 * (20.0 / f64::from(n)).sqrt(), "{square}");
    }

    #[test]
    fn the_normal_quantile_agrees_with_tabled_values() {
        for (p, z) in
            [(0.5, 0.0), (0.975, 1.959963984540054), (0.0013498980316301, -3.0), (1e-9, -5.997807015007686)]
        {
            assert!((normal_quantile(p) - z).abs() < 1e-9, "{p}: {}", normal_quantile(p));
        }
    }

    #[test]
    fn every_source_of_chance_has_its_own_number_and_an_explanation() {
        let mut numbers: Vec<u64> = Chance::LISTED.iter().map(|(c, _, _)| *c as u64).collect();
        numbers.sort_unstable();
        numbers.dedup();
        assert_eq!(numbers.len(), Chance::LISTED.len());
        assert!(Chance::LISTED.iter().all(|(_, _, why)| why.trim().len() > 10));
    }
}
