// Binary search.

/// The first of the numbers below `count` for which `isBefore` is false; for those in front of it
/// all it must be true.
@inline(always)
package func partitionPoint(of count: Int, _ isBefore: (Int) -> Bool) -> Int {
    var lower = 0
    var upper = count
    while lower < upper {
        let middle = (lower &+ upper) &>> 1
        if isBefore(middle) { lower = middle &+ 1 } else { upper = middle }
    }
    return lower
}
