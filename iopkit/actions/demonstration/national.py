"""National figures of intensive outpatient treatment that the demonstration clinic is drawn from.

Sources
-------
SAMHSA, Treatment Episode Data Set (TEDS): 2004. Discharges from Substance Abuse Treatment Services.
Table 2.5 gives the reasons of 114,440 discharges from intensive outpatient treatment; table 4.11
gives the median length of stay by reason (99,072 discharges, aged 18 and over, education known).
The tables' "dropped out" is ``left`` here.

SAMHSA, TEDS-D 2006-2014, frequencies of ``REASON`` in all services: how incarcerated, died and
other stand to each other, which the 2004 tables count as one.
"""

from typing import NamedTuple

from iopkit.model.codes import DischargeReason


class Figures(NamedTuple):
    """How often a reason ends a stay, and how long these stays are.

    ``discharges`` are counts. ``median_days`` is published. ``spread`` is the standard deviation of
    the logarithm of days, which is not published: these values make the median of all stays the
    published 41 days, with completed stays the most alike.
    """

    discharges: float
    median_days: int
    spread: float


#: Discharges that the tables of 2004 call "other".
_OTHER = 8294
#: Incarcerated, died and other among all such discharges of 2006 to 2014.
_INCARCERATED, _DIED, _ELSE = 316_274, 33_442, 763_384
_ALL_OTHER = _INCARCERATED + _DIED + _ELSE

STAYS: dict[DischargeReason, Figures] = {
    DischargeReason.COMPLETED: Figures(43_119, 50, 0.55),
    DischargeReason.TRANSFERRED: Figures(20_441, 42, 0.8),
    DischargeReason.LEFT: Figures(26_561, 26, 0.9),
    DischargeReason.TERMINATED: Figures(16_025, 36, 0.8),
    DischargeReason.INCARCERATED: Figures(_OTHER * _INCARCERATED / _ALL_OTHER, 36, 0.9),
    DischargeReason.DIED: Figures(_OTHER * _DIED / _ALL_OTHER, 36, 0.9),
    DischargeReason.OTHER: Figures(_OTHER * _ELSE / _ALL_OTHER, 36, 0.9),
}

#: No stay is longer: about one lognormal stay in fifty would be, and it moves no median.
LONGEST_DAYS = 180
