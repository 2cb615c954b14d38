//! Sorting lists that are sorted now and then. [`slice::sort_by`] is compiled anew for each kind of item and each way to compare, in four to
//! ten kilobytes; here one copy of it sorts places, by whatever the items there say. What is sorted at every word calls it directly.

use std::cmp::Ordering;

/// Sorts as [`slice::sort_by`] does: what is equal stays in its order.
pub fn by<T>(list: &mut [T], mut compare: impl FnMut(&T, &T) -> Ordering) {
    if list.len() < 2 {
        return;
    }
    let places = places(list.len(), &mut |a, b| match (list.get(a), list.get(b)) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ordering::Equal,
    });
    rearrange(&places, &mut |a, b| list.swap(a, b));
}

/// Sorts as [`slice::sort_by_key`] does.
pub fn by_key<T, K: Ord>(list: &mut [T], key: impl Fn(&T) -> K) {
    by(list, |a, b| key(a).cmp(&key(b)));
}

/// Sorts as [`slice::sort`] does.
pub fn all<T: Ord>(list: &mut [T]) {
    by(list, T::cmp);
}

/// The places of so many items in the order of the items.
fn places(len: usize, compare: &mut dyn FnMut(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..len).collect();
    places.sort_by(|&a, &b| compare(a, b));
    places
}

/// Brings the item of each place there.
fn rearrange(places: &[usize], swap: &mut dyn FnMut(usize, usize)) {
    for (at, &place) in places.iter().enumerate() {
        // What stood in a place before this one has gone where the item of that place came from.
        let mut from = place;
        while from < at {
            let Some(&next) = places.get(from) else { return };
            from = next;
        }
        swap(at, from);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_as_the_library_sorts_them() {
        let mut seed = 7u32;
        for len in 0..70 {
            let list: Vec<(u32, usize)> = (0..len)
                .map(|at| {
                    seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                    (seed >> 28, at)
                })
                .collect();
            let (mut here, mut there) = (list.clone(), list);
            by_key(&mut here, |it| it.0);
            there.sort_by_key(|it| it.0);
            assert_eq!(here, there);
            all(&mut here);
            there.sort();
            assert_eq!(here, there);
            by(&mut here, |a, b| b.cmp(a).then(a.1.cmp(&b.1)));
            there.sort_by(|a, b| b.cmp(a).then(a.1.cmp(&b.1)));
            assert_eq!(here, there);
        }
    }
}
