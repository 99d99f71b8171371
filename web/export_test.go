package web

// JoinsWithin is the time after which joins are counted anew.
const JoinsWithin = joinsWithin
