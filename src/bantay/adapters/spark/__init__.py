"""Apache Spark as a crew of workers. Needs the extra `spark`, and a Java runtime.

Spark is asked for the least that it must do: hand parts out, do a part again where a worker died,
bring the results back in order. What is kept is kept by the store, never by Spark.
"""
