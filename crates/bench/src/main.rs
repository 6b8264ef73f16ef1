use junheng_testkit::{nation::Shape, nation_csv};
fn main() {
    let mut f = std::io::BufWriter::new(std::fs::File::create("/tmp/t/nation.csv").unwrap());
    nation_csv::write(&Shape::nation(1), &mut f).unwrap();
}
