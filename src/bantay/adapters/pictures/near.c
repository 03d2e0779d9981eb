/* Every hash within a distance of one, through the drawers that kit/pdq/index.py fills.

   words   n hashes of 4 words
   starts  for each of 16 bands, where each of its 65,536 drawers begins in ids
   ids     for each band, positions of hashes by drawer
   found, apart   room for `room` positions and distances

   Gives how many there are; when that is more than `room`, only so many were written. */

#include <stdint.h>

#define BANDS 16
#define VALUES 65536

static inline unsigned ones(uint64_t x) { return (unsigned)__builtin_popcountll(x); }

static inline unsigned band_of(const uint64_t *x, unsigned band) {
    return (unsigned)(x[band >> 2] >> ((band & 3) * 16)) & 0xFFFFu;
}

/* Whether a band before this one brought the hash already. */
static int seen_before(const uint64_t *differences, unsigned band, unsigned slack) {
    for (unsigned earlier = 0; earlier < band; earlier++)
        if (ones(band_of(differences, earlier)) <= slack) return 1;
    return 0;
}

int64_t bantay_near(const uint64_t *words, const uint32_t *starts, const uint32_t *ids,
                    uint64_t n, const uint64_t *query, uint32_t within, uint32_t *found,
                    uint32_t *apart, int64_t room) {
    const unsigned slack = within >= BANDS;
    int64_t count = 0;
    for (unsigned band = 0; band < BANDS; band++) {
        const uint32_t *start = starts + (uint64_t)band * (VALUES + 1);
        const uint32_t *filed = ids + (uint64_t)band * n;
        const unsigned own = band_of(query, band);
        for (unsigned probe = 0; probe <= slack * 16u; probe++) {
            const unsigned drawer = probe ? own ^ (1u << (probe - 1)) : own;
            const uint32_t end = start[drawer + 1];
            for (uint32_t at = start[drawer]; at < end; at++) {
                if (at + 8 < end) __builtin_prefetch(words + 4 * (uint64_t)filed[at + 8]);
                const uint64_t *word = words + 4 * (uint64_t)filed[at];
                uint64_t x[4];
                for (int k = 0; k < 4; k++) x[k] = word[k] ^ query[k];
                const unsigned bits = ones(x[0]) + ones(x[1]) + ones(x[2]) + ones(x[3]);
                if (bits > within || seen_before(x, band, slack)) continue;
                if (count < room) { found[count] = filed[at]; apart[count] = bits; }
                count++;
            }
        }
    }
    return count;
}
