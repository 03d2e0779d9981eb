"""The closed lists a detector's indicators come from: Palermo Protocol art. 3, the ILO eleven."""

ACT = ("recruitment", "transportation", "transfer", "harbouring", "receipt")
MEANS = (
    "threat or force",
    "coercion",
    "abduction",
    "fraud",
    "deception",
    "abuse of power",
    "abuse of vulnerability",
    "payments to a person in control",
)
PURPOSE = ("exploitation",)
ILO = (
    "abuse of vulnerability",
    "deception",
    "restriction of movement",
    "isolation",
    "physical and sexual violence",
    "intimidation and threats",
    "retention of identity documents",
    "withholding of wages",
    "debt bondage",
    "abusive working and living conditions",
    "excessive overtime",
)
