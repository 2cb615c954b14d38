//! Letters taken eight at a time: so words are folded, hashed and compared.

/// A one in each byte.
const EACH: u64 = 0x0101_0101_0101_0101;
/// The bit that no ASCII letter has, in each byte.
pub(crate) const WIDE: u64 = 0x80 * EACH;

/// A word in pieces of eight letters, the first in the lowest byte; after the last there are zeros. None if it is too long.
#[inline]
pub(crate) fn pieces<const N: usize>(word: &[u8]) -> Option<[u64; N]> {
    let mut pieces = [0; N];
    let mut rest = pieces.iter_mut();
    for eight in eights(word) {
        *rest.next()? = eight;
    }
    Some(pieces)
}

/// The pieces of a word of any length.
#[inline]
pub(crate) fn eights(word: &[u8]) -> impl Iterator<Item = u64> {
    let (whole, last) = word.as_chunks::<8>();
    let last = (!last.is_empty()).then(|| end(word, last));
    whole.iter().map(|eight| u64::from_le_bytes(*eight)).chain(last)
}

/// The last letters of a word, fewer than eight, as a piece: read at once where there is enough before them.
#[inline]
fn end(word: &[u8], last: &[u8]) -> u64 {
    if let Some(eight) = word.last_chunk::<8>() {
        return u64::from_le_bytes(*eight) >> (8 * (8 - last.len()));
    }
    if let (Some(first), Some(four)) = (last.first_chunk::<4>(), last.last_chunk::<4>()) {
        let high = u64::from(u32::from_le_bytes(*four)) >> (8 * (8 - last.len()));
        return u64::from(u32::from_le_bytes(*first)) | high << 32;
    }
    last.iter().rev().fold(0, |all, &byte| (all << 8) | u64::from(byte))
}

/// The first letters in two pieces, up to sixteen, with zeros behind them.
#[inline]
pub(crate) fn first([low, high]: [u64; 2], len: usize) -> [u64; 2] {
    // Of how many bits at the end there are none.
    let none = 128 - 8 * len.min(16) as u32;
    let kept = |none: u32| u64::MAX.checked_shr(none).unwrap_or(0);
    [low & kept(none.saturating_sub(64)), high & kept(none)]
}

/// Eight bytes with their ASCII letters in lower case.
#[inline]
pub(crate) fn lower(letters: u64) -> u64 {
    let wide = letters & WIDE;
    let plain = letters & !WIDE;
    let from_a = plain + (0x80 - u64::from(b'A')) * EACH;
    let after_z = plain + (0x7f - u64::from(b'Z')) * EACH;
    letters | ((from_a ^ after_z) & !wide & WIDE) >> 2
}

/// The pieces of a word in lower case. A loop: what maps an array calls a function for each item of it where code is to be small.
#[inline]
pub(crate) fn all_lower<const N: usize>(mut pieces: [u64; N]) -> [u64; N] {
    for piece in &mut pieces {
        *piece = lower(*piece);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_any_length_lies_in_its_pieces_with_zeros_behind() {
        let word = "Größenordnung-of-QPS-x";
        for length in 0..=word.len() {
            let bytes = word.as_bytes().get(..length).unwrap();
            let pieces: [u64; 3] = pieces(bytes).unwrap();
            let all: Vec<u8> = pieces.iter().flat_map(|piece| piece.to_le_bytes()).collect();
            assert_eq!(all.get(..length).unwrap(), bytes);
            assert!(all.iter().skip(length).all(|byte| *byte == 0), "{length}");
        }
        assert!(pieces::<2>(&[b'a'; 16]).is_some() && pieces::<2>(&[b'a'; 17]).is_none());
    }

    #[test]
    fn the_first_letters_of_two_pieces_have_zeros_behind_them() {
        let letters: [u8; 16] = std::array::from_fn(|at| 0x80 | at as u8);
        let pieces = u128::from_le_bytes(letters);
        for len in 0..=16 {
            let [low, high] = first([pieces as u64, (pieces >> 64) as u64], len);
            let first = (u128::from(low) | u128::from(high) << 64).to_le_bytes();
            assert!(
                first.starts_with(letters.get(..len).unwrap())
                    && first.iter().skip(len).all(|byte| *byte == 0),
                "{len}"
            );
        }
    }

    #[test]
    fn only_capitals_of_ascii_are_made_small() {
        for byte in 0..=u8::MAX {
            // Beside bytes from which nothing may carry over.
            let written = [0xff, byte, 0, byte, b'Z', byte, 0x80, byte];
            let small = lower(u64::from_le_bytes(written)).to_le_bytes();
            assert_eq!(small, written.map(|byte| byte.to_ascii_lowercase()));
        }
    }
}
