"""What all tables share: the collection they are in, and whole numbers of 64 bits."""

from sqlalchemy import BigInteger, Integer, MetaData

METADATA = MetaData()
BIG = BigInteger().with_variant(Integer, "sqlite")
