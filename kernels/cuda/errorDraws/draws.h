// Entry drawErrors: a thread makes the errors of a draw user by user, and evaluates that user of all its designs under them. Threads share nothing.
#pragma once
namespace errorDraws {
/** One draw of the launch, for the designs of a group. */
DEV void drawOne(const Launch& a, u32 draw, Column column, Group group) {
  const Counter counter = counterOf(a, CSI_ERROR, group.realization, a.first + draw);
  UNROLL_NOT for (u32 u = 0; u < a.userCount; u++) {
    UNROLL_NOT for (u32 cell = 0; cell < a.cells; cell++) fillLink(a, counter, cell * a.userCount + u, column, cell * a.antennas);
    UNROLL_NOT for (u32 design = group.from; design < group.to; design++) {
      const User& user = a.users[design * a.userCount + u];
      const C* rows = a.weights + user.rows;
      const double sinr = user.symbolLevel ? symbolSinr(user, column, a.antennas, rows) : blockSinr(user, column, a.antennas, rows);
      double& least = a.sinr[size_t(user.least) * a.draws + draw];
      least = u == 0 ? sinr : min(least, sinr);
      if (user.alone != ~0u) a.sinr[size_t(user.alone) * a.draws + draw] = sinr;
    }
  }
}

/** Tiles of draws of each group, one after the other. `errors` has room for the links of a user and all draws of a tile. */
DEV void drawTiles(const Launch& a, Place place, C* errors) {
  const u32 tiles = (a.draws + a.tile - 1) / a.tile;
  UNROLL_NOT for (u32 item = place.block; item < tiles * a.groupCount; item += place.blocks) {
    const Group group = a.groups[item / tiles];
    UNROLL_NOT for (u32 t = place.thread; t < a.tile; t += place.threads) {
      const u32 draw = item % tiles * a.tile + t;
      if (draw < a.draws) drawOne(a, draw, Column{errors + t, a.tile}, group);
    }
  }
}

/** The same text twice, so that the compiler knows which memory the errors are in. */
DEV void drawErrors(const Launch& a, Place place, unsigned char* dynamicShared) {
  if (a.inShared) drawTiles(a, place, reinterpret_cast<C*>(dynamicShared));
  else drawTiles(a, place, a.scratch + size_t(place.block) * a.cells * a.antennas * a.tile);
}
}
