// Entry sendFrames: a thread makes the symbols of a frame, then user by user errors and noise, and counts what the user decides of each design. Threads share nothing.
#pragma once
namespace symbolErrors {
/** One frame of the launch, for the designs of a group. */
DEV void sendOne(const Launch& a, u32 frame, const Room& room, Group group) {
  const u64 draw = a.first + frame;
  drawSymbols(a, counterOf(a, FRAME_SYMBOLS, group.realization, draw), room);
  UNROLL_NOT for (u32 u = 0; u < a.userCount; u++) {
    if (a.hasErrors) {
      const Counter counter = counterOf(a, CSI_ERROR, group.realization, draw);
      UNROLL_NOT for (u32 cell = 0; cell < a.cells; cell++) fillLink(a, counter, cell * a.userCount + u, room.errors, cell * a.antennas);
    }
    drawNoise(a, counterOf(a, RECEIVER_NOISE, group.realization, draw), u, room.noise);
    UNROLL_NOT for (u32 design = group.from; design < group.to; design++) {
      const u32 listener = design * a.userCount + u;
      const Listener& to = a.listeners[listener];
      a.wrong[size_t(listener) * a.frames + frame] = to.order == FIXED ? decideFixed(a, to, room) : decideBlock(a, to, room, u);
    }
  }
}

/** Tiles of frames of each group, one after the other. @param hot room for errors and beams of a tile, `cold` for noise and symbols. */
DEV void sendTiles(const Launch& a, Place place, C* hot, C* cold) {
  const u32 tiles = (a.frames + a.tile - 1) / a.tile;
  UNROLL_NOT for (u32 item = place.block; item < tiles * a.groupCount; item += place.blocks) {
    const Group group = a.groups[item / tiles];
    UNROLL_NOT for (u32 t = place.thread; t < a.tile; t += place.threads) {
      const u32 frame = item % tiles * a.tile + t;
      C* beams = hot + size_t(a.cells) * a.antennas * a.tile;
      unsigned short* symbols = reinterpret_cast<unsigned short*>(cold + size_t(a.length) * a.tile);
      const Room room{Column{hot + t, a.tile}, Column{beams + t, a.tile}, Column{cold + t, a.tile}, symbols + t};
      if (frame < a.frames) sendOne(a, frame, room, group);
    }
  }
}

/** The same text twice, so that the compiler knows which memory the errors are in. */
DEV void sendFrames(const Launch& a, Place place, unsigned char* dynamicShared) {
  C* own = a.scratch + size_t(place.block) * a.room * a.tile;
  if (a.inShared) sendTiles(a, place, reinterpret_cast<C*>(dynamicShared), own);
  else sendTiles(a, place, own, own + (size_t(a.cells) * a.antennas + a.userCount) * a.tile);
}
}
