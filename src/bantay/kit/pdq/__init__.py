"""PDQ, a perceptual hash of pictures: reading, computing, comparing and searching it.

    bits      a hash as a number, distances, mirrored hashes
    hashing   the hash of grey values
    index     every hash within a distance, exactly, among millions

A PDQ hash is 256 bits, written as 64 hexadecimal digits, with a quality from 0 to 100. Two
pictures that people would call the same rarely differ in more than 31 bits; below quality 50
a hash says too little to compare. Both figures are those of its publishers.
"""
